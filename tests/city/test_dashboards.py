"""The dashboards over the demo city's own data: every chart of every dashboard draws, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from dashboards.localise import LANGUAGES, localise
from dashboards.sources import read_sources
from schemas.settings import REPO
from tests.dashboards.browser_checks import (
    HEIGHT,
    WIDTH,
    Stack,
    faults,
    is_wider_than_window,
    keep_screenshot,
    open_dashboard,
    sign_in,
    watching,
)
from tests.dashboards.conftest import CHROMIUM
from tests.dashboards.test_every_chart_draws import EMPTY_IN_A_YOUNG_CITY

from .conftest import RunningCity

SCREENSHOTS = REPO / "test-results" / "city"


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        browser.close()


@pytest.fixture
def stack(city: RunningCity) -> Stack:
    passwords = json.loads((city.settings.home / "superset" / "credentials.json").read_text())
    return Stack(f"http://127.0.0.1:{city.settings.superset_port}", passwords, is_sample=False)


@pytest.mark.browser
@pytest.mark.timeout(900)
def test_every_chart_draws_the_citys_own_data(stack: Stack, page: Page) -> None:
    sources, wrong = read_sources(), []
    with watching(page, stack) as seen:
        sign_in(page, stack, "admin")
        for board in sources.dashboards.values():
            for language in LANGUAGES:
                shown = localise(board, language)
                n_charts = sum("chart" in item for row in shown["rows"] for item in row["items"])
                open_dashboard(page, stack, language, shown["slug"], n_charts)
                empty = frozenset(localise(sources.charts[c], language)["title"] for c in EMPTY_IN_A_YOUNG_CITY)
                wrong += [f"{shown['title']} / {fault}" for fault in faults(page, empty)]
                wrong += [f"{shown['title']} is wider than the window"] if is_wider_than_window(page) else []
                keep_screenshot(page, SCREENSHOTS, f"{shown['slug']}-{language}")
    assert not wrong
    assert not seen.failures
    assert not seen.left_the_machine
