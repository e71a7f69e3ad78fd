"""The programme on small cases whose best answer is plain."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.match.programme import Problem, sendable, solve, unmet
from schemas.modes import Resource, Staffing

STAFFING = Staffing(max_moved_share=0.5, min_cover=0.8, max_moves=10, max_distance_km=30)
RESOURCE = Resource(load_per_km=0.01, disruption=0.05)


def problem(mean: list[float], capacity: list[float], places: list[float]) -> Problem:
    centre = np.array(mean)
    demand = centre[:, None] * np.array([0.7, 0.9, 1.0, 1.1, 1.3])
    at = np.array(places)
    return Problem(demand, centre, np.array(capacity), np.abs(at[:, None] - at))


def test_the_nearer_of_two_helpers_is_asked() -> None:
    moved = solve(problem([4, 20, 4], [12, 14, 12], [0, 5, 25]), STAFFING, RESOURCE)
    assert moved[0, 1] == 6
    assert moved[2, 1] < moved[0, 1]


def test_nothing_moves_where_nothing_is_short() -> None:
    assert solve(problem([4, 5], [12, 12], [0, 5]), STAFFING, RESOURCE).sum() == 0


def test_distance_number_and_kind_are_respected() -> None:
    case = problem([2, 20, 2], [10, 10, 10], [0, 40, 80])
    assert solve(case, STAFFING, RESOURCE).sum() == 0
    near = problem([2, 30, 2], [10, 10, 10], [0, 1, 2])
    assert np.count_nonzero(solve(near, STAFFING.model_copy(update={"max_moves": 1}), RESOURCE)) == 1
    assert solve(near, STAFFING, RESOURCE.model_copy(update={"is_movable": False})).sum() == 0


def test_an_area_keeps_cover_for_its_own_demand_and_a_share_of_its_capacity() -> None:
    case = problem([9, 40], [12, 10], [0, 1])
    assert solve(case, STAFFING.model_copy(update={"min_cover": 1.0}), RESOURCE)[0, 1] == 3
    assert solve(case, STAFFING.model_copy(update={"min_cover": 0.0}), RESOURCE)[0, 1] == 6
    assert solve(case, STAFFING.model_copy(update={"min_cover": 0.0, "max_moved_share": 0.1}), RESOURCE)[0, 1] == 1


def test_a_move_that_disrupts_more_than_it_helps_is_not_made() -> None:
    case = problem([2, 12], [10, 10], [0, 5])
    assert solve(case, STAFFING, RESOURCE)[0, 1] > 0
    assert solve(case, STAFFING, RESOURCE.model_copy(update={"disruption": 1.5})).sum() == 0
    assert solve(case, STAFFING, RESOURCE.model_copy(update={"load_per_km": 0.3})).sum() == 0


def test_help_is_shared_fairly_between_two_areas_alike() -> None:
    moved = solve(problem([0, 20, 20], [8, 15, 15], [5, 0, 10]), STAFFING, RESOURCE)
    assert moved[0, 1] == moved[0, 2] == 2


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_limits_hold_and_no_one_is_worse_off_in_all(seed: int) -> None:
    draw = np.random.default_rng(seed)
    n = int(draw.integers(2, 7))
    case = problem(
        list(draw.uniform(1, 30, n)), list(draw.integers(0, 30, n).astype(float)), list(draw.uniform(0, 40, n))
    )
    moved = solve(case, STAFFING, RESOURCE)
    given_away, received = moved.sum(axis=1), moved.sum(axis=0)
    assert (given_away <= sendable(case, STAFFING) + 1e-6).all()
    assert (case.distance_km[moved > 0] <= STAFFING.max_distance_km).all()
    assert np.count_nonzero(moved) <= STAFFING.max_moves
    assert (moved == np.round(moved)).all()
    after = unmet(case.demand, case.capacity - given_away + received)
    assert after.sum() <= unmet(case.demand, case.capacity).sum() + 1e-6
