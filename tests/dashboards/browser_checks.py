"""What a person would look for in a dashboard: every chart there, drawn, with data, and none in error."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, Response

WIDTH, HEIGHT = 1600, 3100
WAIT_MS = 120_000
NO_DATA = ("No results", "No data", "没有结果", "无数据", "没有数据")
SETTLED = """(wanted) => {
    const charts = [...document.querySelectorAll('[data-test="chart-grid-component"], .dashboard-chart-id-none')];
    const drawn = charts.filter((c) => c.querySelector('[data-test="slice-container"], .ant-alert, .ant-empty'));
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
    """Signs the user in; the page is then on the role's first dashboard."""
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{stack.url}/login/")
    page.fill("#username", user)
    page.fill("#password", stack.passwords[user])
    page.press("#password", "Enter")
    page.wait_for_url("**/superset/dashboard/**")


@contextmanager
def watching(page: Page, stack: Stack) -> Iterator[Seen]:
    """Counts the answers of the data endpoints; notes what failed and what got out of this machine."""
    seen = Seen()

    def answered(response: Response) -> None:
        if not response.url.startswith((stack.url, "data:", "blob:")):
            seen.left_the_machine.append(response.url)
        elif "/api/v1/chart/data" in response.url or "/explore_json/" in response.url:
            seen.n_answers += 1
        if response.status >= 400 and not _is_colour_offer(response):
            seen.failures.append(f"{response.status} {response.url}")

    page.on("response", answered)
    yield seen
    page.remove_listener("response", answered)


def _is_colour_offer(response: Response) -> bool:
    """Superset offers to store its own colours for whoever may write dashboards; ours are managed, so it is refused."""
    return response.request.method == "PUT" and "/colors" in response.url


def open_dashboard(page: Page, stack: Stack, language: str, slug: str, n_charts: int) -> None:
    """Opens a dashboard in a language on a page so tall that every chart is drawn, and waits until all have settled."""
    page.goto(f"{stack.url}/city/{language}/{slug}/")
    page.wait_for_function(SETTLED, arg=n_charts)


def faults(page: Page, may_be_empty: frozenset[str] = frozenset()) -> list[str]:
    """What is wrong with each chart on the page, as ``title: fault``; ``may_be_empty`` are titles."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    found = []
    for chart in page.locator('[data-test="chart-grid-component"]').all():
        title = chart.locator('[data-test="editable-title"]').first.inner_text().strip()
        fault = _fault(chart, picture, title in may_be_empty)
        if fault:
            found.append(f"{title}: {fault}")
    return found


def _fault(chart: Locator, picture: Image.Image, may_be_empty: bool) -> str | None:
    error = chart.locator(".ant-alert-error, [data-test='error-alert']")
    if error.count():
        return error.first.inner_text()
    text = chart.inner_text()
    if any(words in text for words in NO_DATA):
        return None if may_be_empty else "no data"
    canvas = chart.locator("canvas")
    if canvas.count():
        return None if _n_colours(canvas.first, picture) > 3 else "the drawing is blank"
    if chart.locator("table").count():
        return None if chart.locator("tbody tr").count() else "the table has no rows"
    return None if any(letter.isdigit() for letter in text) else "there is no number"


def _n_colours(drawing: Locator, picture: Image.Image) -> int:
    box = drawing.bounding_box()
    if box is None:
        return 0
    left, top = int(box["x"]), int(box["y"])
    part = picture.crop((left, top, left + int(box["width"]), top + int(box["height"])))
    return len(set(part.get_flattened_data()))


def is_wider_than_window(page: Page) -> bool:
    """Whether one would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def keep_screenshot(page: Page, folder: Path, name: str) -> Path:
    """A picture of the whole dashboard, cut below its last chart."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    bottom = page.evaluate("document.querySelector('.grid-content').getBoundingClientRect().bottom")
    page.screenshot(path=path, clip={"x": 0, "y": 0, "width": WIDTH, "height": min(HEIGHT, bottom + 24)})
    return path
