"""A day judged again begins from what warnings were before it, also where they have moved since."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

from brain.warn.judge import Judge
from brain.warn.undo import undo_since
from brain.warn.warning import Warned, said_at
from schemas.settings import Settings
from schemas.warning_policy import load_warning_policy
from tests.brain.warn.test_told_once import DAYS, GARBAGE, GRIDS, history

SEEN = {(GRIDS[0], GARBAGE): {4: 30.0}, ("X-1-1", GARBAGE): dict.fromkeys((6, 7, 8, 9), 200.0)}
"""A grid's matter that spreads over its street."""


def judge() -> Judge:
    return Judge(history(SEEN), load_warning_policy(Settings()))


def stored(warned: Warned) -> Warned:
    """As it comes back from the lake, where evidence is JSON."""
    warned.evidence = json.loads(json.dumps(warned.evidence))
    return warned


def told(warned: Warned) -> dict[str, Any]:
    """All that a reader sees of a warning but its place in the queue and the day of its last mention."""
    return {name: value for name, value in vars(warned).items() if name not in ("rank", "updated_on", "score")}


def escalated_on() -> date:
    """The judged day on which the warning moves."""
    warned = judge().judge(DAYS[0], DAYS[-1])[0]
    return next(day for day in DAYS if said_at(day, "Asia/Shanghai") == warned.events[1].at)


def test_a_warning_that_moved_is_where_it_was_before() -> None:
    day = escalated_on()
    at_once = judge()
    before = deepcopy(at_once.judge(DAYS[0], DAYS[DAYS.index(day) - 1])[0])
    after = stored(at_once.judge(day, DAYS[-1])[0])
    assert (before.key[0], after.key[0], after.unit_en) == (GRIDS[0], "X-1-1", "Unit of X-1-1")
    undone = undo_since([after], said_at(day, "Asia/Shanghai"))[0]
    assert told(undone) == told(before)
    assert undone.unit_en == f"Unit of {GRIDS[0]}"


def test_judged_again_it_moves_again() -> None:
    day, first = escalated_on(), judge()
    said = deepcopy(first.judge(DAYS[0], DAYS[-1]))
    again = judge()
    again.warnings = undo_since(first.warnings, said_at(day, "Asia/Shanghai"))
    assert [told(warned) for warned in again.judge(day, DAYS[-1])] == [told(warned) for warned in said]


def test_what_escalated_before_stays_as_it_is() -> None:
    found = judge().judge(DAYS[0], DAYS[-1])
    expected = deepcopy(told(found[0]))
    undone = undo_since(found, said_at(DAYS[-1], "Asia/Shanghai"))[0]
    assert told(undone) == expected
