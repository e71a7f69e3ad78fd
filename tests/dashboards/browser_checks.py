"""What a person would look for in a dashboard: every chart there, drawn, with data, and none in error."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, Response

from dashboards.localise import LANGUAGES, Language, localise
from dashboards.sources import Sources

WIDTH, HEIGHT = 1600, 3500
WAIT_MS = 120_000
NO_DATA = ("No results", "No data", "没有结果", "无数据", "没有数据")
EMPTY_IN_A_YOUNG_CITY = (
    *("active_warnings", "warning_list", "warnings_in_short", "rule_table", "cluster_table", "warning_history"),
    *("checkpoint_table", "break_glass_table", "acts_table", "access_by_day", "access_table"),
)
"""Charts that a living city may leave empty for a while; the sample fills all of them."""
SETTLED = """(wanted) => {
    const charts = [...document.querySelectorAll('[data-test="chart-grid-component"], .dashboard-chart-id-none')];
    const told = (c) => /\\d/.test(c.innerText.replace(c.getAttribute('data-test-chart-name') || '', ''));
    const drawn = charts.filter((c) => c.querySelector('canvas, table, .ant-alert, .ant-empty') || told(c));
    const busy = document.querySelectorAll('[data-test="loading-indicator"], .loading').length;
    return charts.length >= wanted && drawn.length >= wanted && busy === 0;
}"""


@dataclass(frozen=True)
class Stack:
    """A Superset to look at: its address, the password of each user, and whether it shows the sample."""

    url: str
    passwords: dict[str, str]
    is_sample: bool


@dataclass
class Seen:
    """What the server answered while a page was drawn."""

    failures: list[str] = field(default_factory=list)
    n_answers: int = 0
    left_the_machine: list[str] = field(default_factory=list)


def sign_in(page: Page, stack: Stack, user: str) -> None:
    """Signs the user in; the page is then on the role's first dashboard.

    Superset keeps the session in a cookie that every answer may set: one still on its way to the login page would sign
    the user out again.
    """
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{stack.url}/login/", wait_until="networkidle")
    page.fill("#username", user)
    page.fill("#password", stack.passwords[user])
    page.press("#password", "Enter")
    page.wait_for_url("**/superset/dashboard/**", wait_until="commit")


@contextmanager
def watching(page: Page, stack: Stack) -> Iterator[Seen]:
    """Counts the answers of the data endpoints to every tab; notes what failed and what got out of this machine."""
    seen = Seen()

    def answered(response: Response) -> None:
        if not response.url.startswith((stack.url, "data:", "blob:")):
            seen.left_the_machine.append(response.url)
        elif "/api/v1/chart/data" in response.url or "/explore_json/" in response.url:
            seen.n_answers += 1
        if response.status >= 400 and not _is_colour_offer(response):
            seen.failures.append(f"{response.status} {response.url}")

    page.context.on("response", answered)
    yield seen
    page.context.remove_listener("response", answered)


def _is_colour_offer(response: Response) -> bool:
    """Superset offers to store its own colours for whoever may write dashboards; ours are managed, so it is refused."""
    return response.request.method == "PUT" and "/colors" in response.url


def look_at(
    page: Page,
    stack: Stack,
    sources: Sources,
    boards: list[str],
    folder: Path,
    languages: tuple[Language, ...] = LANGUAGES,
) -> list[str]:
    """Opens the dashboards in these languages, keeps a picture of each in ``folder`` and returns what is wrong.

    The languages are drawn side by side, each in a tab, so that the server works while another tab draws.
    """
    tabs = {language: page.context.new_page() if number else page for number, language in enumerate(languages)}
    wrong: list[str] = []
    for tab in tabs.values():
        tab.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    for name in boards:
        for language, tab in tabs.items():
            tab.goto(f"{stack.url}/city/{language}/{sources.dashboards[name]['slug']}/", wait_until="commit")
        for language, tab in tabs.items():
            wrong += _look_at_one(tab, stack, sources, name, language, folder)
    for tab in list(tabs.values())[1:]:
        tab.close()
    return wrong


def _look_at_one(
    page: Page, stack: Stack, sources: Sources, name: str, language: Language, folder: Path
) -> Iterator[str]:
    board, charts = localise(sources.dashboards[name], language), localise(sources.charts, language)
    n_charts = sum("chart" in item for row in board["rows"] for item in row["items"])
    page.wait_for_function(SETTLED, arg=n_charts, timeout=WAIT_MS)
    picture = _keep_picture(page, folder / f"{board['slug']}-{language}.png")
    may_be_empty = set() if stack.is_sample else {charts[chart]["title"] for chart in EMPTY_IN_A_YOUNG_CITY}
    yield from (f"{board['title']} / {fault}" for fault in _faults(page, picture, may_be_empty))
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield f"{board['title']} is wider than the window"


def _keep_picture(page: Page, path: Path) -> Image.Image:
    """A picture of the page; kept on disk cut below the last chart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    bottom = page.evaluate("document.querySelector('.grid-content').getBoundingClientRect().bottom")
    picture.crop((0, 0, WIDTH, int(min(HEIGHT, bottom + 24)))).save(path)
    return picture


def _faults(page: Page, picture: Image.Image, may_be_empty: set[str]) -> Iterator[str]:
    """What is wrong with each chart on the page, as ``title: fault``; ``may_be_empty`` are titles."""
    for chart in page.locator('[data-test="chart-grid-component"]').all():
        title = chart.get_attribute("data-test-chart-name") or ""
        fault = _fault(chart, picture, title in may_be_empty)
        if fault:
            yield f"{title}: {fault}"


def _fault(chart: Locator, picture: Image.Image, may_be_empty: bool) -> str | None:
    error = chart.locator(".ant-alert-error, [data-test='error-alert']")
    if error.count():
        return error.first.inner_text()
    text = chart.inner_text()
    if any(words in text for words in NO_DATA):
        return None if may_be_empty else "no data"
    canvas = chart.locator("canvas")
    if canvas.count():
        return "the drawing is blank" if _is_plain(canvas.first, picture) else None
    if chart.locator("table").count():
        return None if chart.locator("tbody tr").count() else "the table has no rows"
    return None if any(letter.isdigit() for letter in text) else "there is no number"


def _is_plain(drawing: Locator, picture: Image.Image) -> bool:
    """Whether the drawing has no more than three colours: background, axes and text at most."""
    box = drawing.bounding_box()
    if box is None:
        return True
    left, top = int(box["x"]), int(box["y"])
    part = picture.crop((left, top, left + int(box["width"]), top + int(box["height"])))
    return part.getcolors(maxcolors=3) is not None
