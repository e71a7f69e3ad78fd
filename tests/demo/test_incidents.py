from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pytest

from demo.cases import simulate_cases
from demo.climate import day_number
from demo.incidents import ground_truth, plan_incidents
from demo.places import load_places
from demo.store import truth_path
from demo.world import World, build_world
from schemas.settings import Settings

ANCHOR = date(2026, 11, 23)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(5, ANCHOR, ANCHOR - timedelta(days=60), ANCHOR)


def test_a_dozen_incidents_with_several_of_them_now() -> None:
    plan = [ground_truth(incident, load_places()) for incident in plan_incidents(5, ANCHOR, load_places())]
    past = [truth for truth in plan if str(truth["start"]) <= "2026-11-23"]
    assert len(past) >= 12
    assert sum(str(truth["end"]) >= "2026-11-17" for truth in past) >= 3
    assert sum(str(truth["start"]) >= "2026-09-24" for truth in past) >= 6
    assert {str(truth["colour"]) for truth in past} == {"yellow", "orange", "red"}


@pytest.mark.parametrize("month", range(1, 13))
def test_seasonal_incidents_fall_into_their_season(month: int) -> None:
    plan = {incident.id: incident for incident in plan_incidents(5, date(2026, month, 15), load_places())}
    for name, first, last in (("heating_failure", (11, 15), (3, 15)), ("summer_flood", (7, 1), (8, 31))):
        start = date(1970, 1, 1) + timedelta(days=plan[name].start)
        inside = (start.month, start.day) >= first, (start.month, start.day) <= last
        assert any(inside) if first > last else all(inside)
        assert start < date(2026, month, 15)


def test_a_burst_main_shows_where_it_is_and_nowhere_else(world: World) -> None:
    burst = next(incident for incident in world.incidents if incident.id == "burst_main")
    cases = simulate_cases(world, "hotline_12345")
    is_burst = cases.topic == cases.topics.index("water.burst")
    core = np.isin(cases.grid, burst.grids[burst.delay_days == 0])
    during = (cases.day >= burst.start) & (cases.day < burst.start + 5)
    before = (cases.day >= burst.start - 30) & (cases.day < burst.start)
    assert (is_burst & core & during).sum() > 30
    assert (is_burst & core & before).sum() < 15
    usual = (is_burst & ~core & before).sum() / 30
    assert (is_burst & ~core & during).sum() / 5 < 2 * usual


def test_an_outbreak_reaches_the_neighbours_later(world: World) -> None:
    wave = next(incident for incident in world.incidents if incident.id == "respiratory_wave")
    effect = next(effect for effect in wave.effects if effect.feed == "fever_clinics")
    means = wave.means(effect, np.arange(wave.start, wave.end + 20))
    peak_of = means.argmax(axis=0)
    assert peak_of[wave.delay_days == 0].max() < peak_of[wave.delay_days > 0].min()
    borders = world.places.borders[np.ix_(wave.grids[wave.delay_days == 0], wave.grids[wave.delay_days == 6])]
    assert borders.any(axis=0).all()


def test_rain_falls_on_the_day_of_the_flood() -> None:
    world = build_world(5, ANCHOR, date(2026, 7, 1), date(2026, 7, 31))
    flood = next(incident for incident in world.incidents if incident.id == "summer_flood")
    assert world.climate.rain[world.climate.days == flood.start].item() >= 90


def test_truth_lies_outside_what_departments_deliver(city: Settings) -> None:
    truth = json.loads(truth_path(city).read_text("utf-8"))
    assert truth["incidents"]
    assert not truth_path(city).is_relative_to(city.drop_dir)
    starts = [day_number(date.fromisoformat(incident["start"])) for incident in truth["incidents"]]
    assert max(starts) <= day_number(date.fromisoformat(truth["last"]))
