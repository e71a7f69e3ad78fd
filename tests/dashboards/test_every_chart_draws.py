"""Each role opens each of its dashboards in both languages: every chart is there, drawn, and holds data."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from dashboards.localise import LANGUAGES, localise
from dashboards.sources import Sources, read_sources
from schemas.settings import REPO
from tests.dashboards.browser_checks import (
    Stack,
    faults,
    is_wider_than_window,
    keep_screenshot,
    open_dashboard,
    sign_in,
    watching,
)

SCREENSHOTS = REPO / "test-results" / "dashboards"
EMPTY_IN_A_YOUNG_CITY = (
    *("active_warnings", "below_line", "cluster_table", "precision_now", "lead_now", "rule_table"),
    *("checkpoint_table", "access_by_day", "access_table"),
)
"""Charts that a living city may leave empty for a while; the sample fills all of them."""


def _boards_of(role: str) -> list[str]:
    return [name for name, board in read_sources().dashboards.items() if role in (*board["roles"], "admin")]


@pytest.mark.browser
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ["decision_maker", "auditor", "data_engineer", "admin"])
def test_role_sees_every_chart(stack: Stack, page: Page, sources: Sources, role: str) -> None:
    wrong: list[str] = []
    with watching(page, stack) as seen:
        sign_in(page, stack, role)
        for name in _boards_of(role):
            for language in LANGUAGES:
                board = localise(sources.dashboards[name], language)
                n_charts = sum("chart" in item for row in board["rows"] for item in row["items"])
                open_dashboard(page, stack, language, board["slug"], n_charts)
                empty = frozenset(localise(sources.charts[c], language)["title"] for c in EMPTY_IN_A_YOUNG_CITY)
                wrong += [
                    f"{board['title']} / {fault}" for fault in faults(page, frozenset() if stack.is_sample else empty)
                ]
                wrong += [f"{board['title']} is wider than the window"] if is_wider_than_window(page) else []
                keep_screenshot(page, SCREENSHOTS, f"{board['slug']}-{language}-{role}")
    assert not wrong
    assert not seen.failures
    assert not seen.left_the_machine
    assert seen.n_answers > 0
