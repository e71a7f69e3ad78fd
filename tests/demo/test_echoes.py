from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from demo.cases import ELSEWHERE, Cases, simulate_cases, with_echoes
from demo.feeds.hotline import simulate_calls
from demo.world import World, build_world

ANCHOR = date(2026, 5, 20)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(9, ANCHOR, ANCHOR - timedelta(days=9), ANCHOR)


def _reports(cases: Cases) -> set[tuple[int, str, int]]:
    topics = np.array(cases.topics)[cases.topic]
    return set(zip(cases.day.tolist(), topics.tolist(), cases.resident.tolist(), strict=True))


def test_some_callers_tell_the_grid_worker_the_same_day(world: World) -> None:
    calls, alone = simulate_calls(world), simulate_cases(world, "grid_reports")
    both = with_echoes(alone, calls, ELSEWHERE)
    told = _reports(calls)
    by_chance = len(told & _reports(alone))
    twice = len(told & _reports(both))
    assert by_chance < 0.01 * len(calls)
    assert 0.02 * len(calls) < twice < 0.08 * len(calls)


def test_echoes_keep_the_order_and_the_numbers_of_a_day(world: World) -> None:
    cases = simulate_calls(world)
    assert (np.diff(cases.minute) >= 0).all()
    day = cases.day == cases.day[len(cases) // 2]
    assert cases.order[day].tolist() == list(range(1, int(day.sum()) + 1))
    assert len(np.unique(cases.draws.keys)) == len(cases)
