"""Each role opens each of its dashboards: every chart is there, drawn, and holds data.

``admin`` opens all in both languages; the others, whose charts are the same, in one each.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from dashboards.credentials import ROLES
from dashboards.localise import LANGUAGES, Language
from dashboards.sources import Sources
from schemas.settings import REPO
from tests.dashboards.browser_checks import Stack, look_at, sign_in, watching

ONE_LANGUAGE: dict[str, tuple[Language, ...]] = {
    "decision_maker": ("zh",),
    "district_decision_maker": ("zh",),
    "data_engineer": ("en",),
    "auditor": ("en",),
}
SCREENSHOTS = REPO / "test-results" / "dashboards"


@pytest.mark.browser
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ROLES)
def test_role_sees_every_chart(stack: Stack, page: Page, sources: Sources, role: str) -> None:
    boards = [name for name, board in sources.dashboards.items() if role in (*board["roles"], "admin")]
    with watching(page, stack) as seen:
        sign_in(page, stack, role)
        wrong = look_at(page, stack, sources, boards, SCREENSHOTS / role, ONE_LANGUAGE.get(role, LANGUAGES))
    assert not wrong
    assert not seen.failures
    assert not seen.left_the_machine
    assert seen.n_answers > 0
