"""Measured values are told of in their own unit, do not add up over areas, and are no part of a group's events."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from brain.warn.history import Area, History, Key, Topic
from brain.warn.judge import Judge
from brain.warn.warning import Warned
from schemas.settings import Settings
from schemas.warning_policy import load_warning_policy

DAYS = tuple(date(2026, 3, 1) + timedelta(days=k) for k in range(8))
STREETS = ("X-1-1", "X-1-2", "X-1-3", "X-1-4")


def told(last_day: dict[Key, tuple[float, float]], topic: str = "air.pm25", unit: str = "µg/m³") -> list[Warned]:
    """Warnings where each series was as expected until its (observed, expected) of the last day."""
    keys = tuple(last_day)
    expected = np.array([[usual] * len(DAYS) for _, usual in last_day.values()])
    observed = expected.copy()
    observed[:, -1] = [seen for seen, _ in last_day.values()]
    is_high = observed > expected
    areas = {"X": Area("X", "X", "city"), "X-1": Area("X-1", "X-1", "district", ("X",))}
    areas["X-2"] = Area("X-2", "X-2", "district", ("X",))
    areas |= {name: Area(name, name, "street", ("X-1", "X")) for name in STREETS}
    history = History(
        city_id="X",
        timezone="Asia/Shanghai",
        days=DAYS,
        keys=keys,
        observed=observed,
        expected=expected,
        p_value=np.where(is_high, 1e-4, 0.5),
        q_value=np.where(is_high, 0.01, 0.9),
        areas=areas,
        topics={name: Topic(name, name) for name in ("air.pm25", "weather.rain", "air", "all")},
        units={},
        methods={key: "residual" for key in keys if key[1] == topic},
        measured_in={topic: unit},
    )
    return Judge(history, load_warning_policy(Settings())).judge(DAYS[0], DAYS[-1])


def test_a_haze_over_the_whole_city_is_told_of_once_for_the_city() -> None:
    places = ("X", "X-1", "X-2", *STREETS)
    found = told({(place, "air.pm25"): (80.0 + number, 40.0) for number, place in enumerate(places)})
    assert [warned.key for warned in found] == [("X", "air.pm25")]
    assert "mean 80 µg/m³ on 8 March" in found[0].title_en
    assert "80 µg/m³" in found[0].title_zh
    assert "件" not in found[0].title_zh


def test_a_haze_over_one_street_is_told_of_there() -> None:
    usual = {(place, "air.pm25"): (40.0, 40.0) for place in ("X-1", *STREETS[1:])}
    assert [w.key for w in told({**usual, (STREETS[0], "air.pm25"): (90.0, 40.0)})] == [(STREETS[0], "air.pm25")]


@pytest.mark.parametrize(("elsewhere", "places"), [(66.0, ["X-1"]), (110.0, ["X-1", "X-2"])])
def test_a_haze_with_its_centre_in_a_district_is_told_of_there_and_elsewhere_only_if_worse_than_the_mean(
    elsewhere: float, places: list[str]
) -> None:
    centre = {("X", "air.pm25"): (94.0, 34.0), ("X-1", "air.pm25"): (178.0, 33.0)}
    found = told({**centre, ("X-2", "air.pm25"): (elsewhere, 34.0)})
    assert sorted(warned.key[0] for warned in found) == places


def test_a_measure_neither_silences_nor_joins_the_events_of_its_group() -> None:
    found = told({("X", "air.pm25"): (120.0, 40.0), ("X", "air"): (30.0, 10.0), ("X", "all"): (500.0, 450.0)})
    assert sorted(warned.key[1] for warned in found) == ["air", "air.pm25"]


@pytest.mark.parametrize(("observed", "n_told"), [(2.0, 1), (0.14, 0)])
def test_rain_needs_no_three_millimetres_above_the_usual(observed: float, n_told: int) -> None:
    assert len(told({("X", "weather.rain"): (observed, 0.12)}, "weather.rain", "mm")) == n_told
