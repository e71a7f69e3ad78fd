"""One matter is told of once: a wider warning ends those within it; and units told beside others have a budget too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import pytest

from brain.warn.deduplicate import is_same_matter
from brain.warn.history import Area, History, Key, Topic
from brain.warn.judge import Judge
from brain.warn.standing import Standing
from brain.warn.warning import Warned
from schemas.settings import Settings
from schemas.warning_policy import load_warning_policy

DAYS = tuple(date(2026, 3, 1) + timedelta(days=k) for k in range(12))
GRIDS = tuple(f"X-1-1-{k}" for k in range(1, 9))
USUAL = 5.0
NO_NEIGHBOURS: Mapping[str, tuple[str, ...]] = {}
PEACE = Standing()
GARBAGE, GROUP = "sanitation.garbage", "sanitation"


def history(seen: dict[Key, dict[int, float]], neighbours: Mapping[str, tuple[str, ...]] = NO_NEIGHBOURS) -> History:
    """Series that count as expected but for these counts by day number."""
    observed = np.full((len(seen), len(DAYS)), USUAL)
    for row, counts in enumerate(seen.values()):
        for column, count in counts.items():
            observed[row, column] = count
    is_high = observed > USUAL
    areas = {"X": Area("X", "X", "city"), "X-1": Area("X-1", "X-1", "district", ("X",))}
    areas["X-1-1"] = Area("X-1-1", "X-1-1", "street", ("X-1", "X"))
    areas |= {grid: Area(grid, grid, "grid", ("X-1-1", "X-1", "X"), neighbours.get(grid, ())) for grid in GRIDS}
    return History(
        city_id="X",
        timezone="Asia/Shanghai",
        days=DAYS,
        keys=tuple(seen),
        observed=observed,
        expected=np.full_like(observed, USUAL),
        p_value=np.where(is_high, 1e-5, 0.5),
        q_value=np.where(is_high, 1e-3, 0.9),
        areas=areas,
        topics={name: Topic(name, name) for name in (GARBAGE, GROUP, "noise.social", "all")},
        units={(area, topic): (f"Unit of {area}", "") for area in areas for topic in (GARBAGE, GROUP, "noise.social")},
    )


def judged(
    seen: dict[Key, dict[int, float]],
    standing: Standing = PEACE,
    neighbours: Mapping[str, tuple[str, ...]] = NO_NEIGHBOURS,
) -> list[Warned]:
    judge = Judge(history(seen, neighbours), load_warning_policy(Settings()), standing=[standing] * len(DAYS))
    return judge.judge(DAYS[0], DAYS[-1])


def test_a_grid_s_warning_ends_when_its_street_is_told_of() -> None:
    grids: dict[Key, dict[int, float]] = {(grid, GARBAGE): {4: 30.0} for grid in GRIDS[:2]}
    found = judged({**grids, ("X-1-1", GARBAGE): dict.fromkeys((6, 7, 8), 200.0), ("X-1-1-3", GARBAGE): {8: 30.0}})
    street = next(warned for warned in found if warned.key[0] == "X-1-1")
    ended = [warned for warned in found if warned.key[0] != "X-1-1"]
    assert street.is_live
    assert [(warned.state, warned.events[-1].note) for warned in ended] == [
        ("expired", f"told of with {street.warning_id}")
    ]
    assert {warned.key[0] for warned in found} <= {*GRIDS[:2], "X-1-1"}


def test_a_grid_raises_none_of_its_own_while_its_street_s_warning_lives() -> None:
    found = judged({("X-1-1", GARBAGE): dict.fromkeys((4, 5, 6), 200.0), ("X-1-1-3", GROUP): {5: 30.0, 6: 30.0}})
    assert [warned.key for warned in found] == [("X-1-1", GARBAGE)]


def test_what_explains_most_of_a_wider_warning_is_a_matter_of_its_own() -> None:
    wide = dict.fromkeys(range(3, 8), 60.0) | {8: 160.0, 9: 160.0}
    found = judged({("X", GARBAGE): wide, ("X-1-1", GARBAGE): {8: 110.0, 9: 110.0}, (GRIDS[0], GARBAGE): {5: 15.0}})
    assert {warned.key[0]: warned.opened_on.day for warned in found} == {"X": 5, "X-1-1": 10}


@pytest.mark.parametrize(
    ("second", "is_same"),
    [
        (("X-1-1-3", GROUP), True),
        (("X-1", GARBAGE), True),
        (("X-1-1-3", "all"), True),
        (("X-1-1-3", "noise.social"), False),
    ],
)
def test_matters_are_the_same_where_areas_and_topics_are_nested(second: Key, is_same: bool) -> None:
    known = history({("X-1-1", GARBAGE): {}})
    assert is_same_matter(("X-1-1", GARBAGE), second, known) is is_same
    assert is_same_matter(second, ("X-1-1", GARBAGE), known) is is_same


def test_two_grids_side_by_side_are_two_matters() -> None:
    assert not is_same_matter(("X-1-1-1", GARBAGE), ("X-1-1-2", GARBAGE), history({("X-1-1", GARBAGE): {}}))


def test_a_unit_that_is_told_beside_others_has_a_budget_too() -> None:
    per_week = load_warning_policy(Settings()).budget.per_week
    found = judged(
        {(grid, "noise.social"): {6: 20.0 + 5 * k} for k, grid in enumerate(GRIDS)}, Standing(told=("street",))
    )
    assert all(warned.is_within_budget for warned in found), "each grid's own unit has one warning"
    copies = [warned.evidence["told"][1] for warned in found]
    assert {copy["unit_en"] for copy in copies} == {"Unit of X-1-1"}
    assert sum(copy["is_within_budget"] for copy in copies) == per_week < len(found)
    assert sorted(copy["rank"] for copy in copies) == list(range(1, len(GRIDS) + 1))
    below = [copy["rank"] for copy in copies if not copy["is_within_budget"]]
    assert min(below) == per_week + 1


def test_what_has_spread_to_a_neighbour_is_no_other_matter() -> None:
    """Two grids are elevated before it can be called spreading; those that follow belong to them."""
    ring: dict[Key, dict[int, float]] = {
        (grid, GARBAGE): dict.fromkeys((4 + k, 5 + k, 6 + k), 30.0) for k, grid in enumerate(GRIDS[:5])
    }
    touching = {grid: tuple(other for other in GRIDS[:5] if other != grid) for grid in GRIDS[:5]}
    assert {warned.key[0] for warned in judged(ring, neighbours=touching)} == set(GRIDS[:2])
    assert {warned.key[0] for warned in judged(ring)} == set(GRIDS[:5])
