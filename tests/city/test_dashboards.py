"""The dashboards over the demo city's own data: every chart of every dashboard draws, in the city's language."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from dashboards.sources import read_sources
from schemas.settings import REPO
from tests.dashboards.browser_checks import Stack, look_at, sign_in, watching
from tests.dashboards.conftest import CHROMIUM

from .conftest import RunningCity

SCREENSHOTS = REPO / "test-results" / "city"


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_context().new_page()
        browser.close()


@pytest.fixture
def stack(city: RunningCity) -> Stack:
    passwords = json.loads((city.settings.home / "superset" / "credentials.json").read_text())
    return Stack(f"http://127.0.0.1:{city.settings.superset_port}", passwords, is_sample=False)


@pytest.mark.browser
@pytest.mark.timeout(900)
def test_every_chart_draws_the_citys_own_data(stack: Stack, page: Page) -> None:
    sources = read_sources()
    with watching(page, stack) as seen:
        sign_in(page, stack, "admin")
        wrong = look_at(page, stack, sources, list(sources.dashboards), SCREENSHOTS, ("zh",))
    assert not wrong
    assert not seen.failures
    assert not seen.left_the_machine
