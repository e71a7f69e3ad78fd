"""Modes act: surge loosens thresholds, widens the budget, tells more units; a drill marks what it alone raises."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from brain.forecast.step import forecast_step
from brain.match.mode import switch_mode
from brain.warn.history import Area, History, Topic
from brain.warn.judge import Judge
from brain.warn.standing import Standing
from brain.warn.warning import Warned
from schemas.settings import Settings
from schemas.warning_policy import load_warning_policy
from warehouse.lake import open_lake

DAYS = tuple(date(2026, 3, 1) + timedelta(days=k) for k in range(10))
SURGE = Standing(2.0, 3.0, ("city", "district"), False)


def _history(q_value: float, n_areas: int = 1) -> History:
    """Areas with one exceedance each on the last day, of that q-value."""
    names = [f"X-1-{k}" for k in range(n_areas)]
    observed = np.full((n_areas, len(DAYS)), 5.0)
    observed[:, -1] = 30 + np.arange(n_areas)
    p_value = np.where(observed > 20, q_value / 10, 0.5)
    areas = {name: Area(name, name, "street", ("X-1", "X")) for name in names}
    areas |= {"X-1": Area("X-1", "X-1", "district", ("X",)), "X": Area("X", "X", "city")}
    units = {(area, "noise.social"): ("Unit" if area.startswith("X-1-") else f"Unit of {area}", "") for area in areas}
    return History(
        city_id="X",
        timezone="Asia/Shanghai",
        days=DAYS,
        keys=tuple((name, "noise.social") for name in names),
        observed=observed,
        expected=np.full_like(observed, 5.0),
        p_value=p_value,
        q_value=np.where(observed > 20, q_value, 0.9),
        areas=areas,
        topics={"noise.social": Topic("Noise", "noise")},
        units=units,
    )


def _judged(history: History, last: Standing) -> list[Warned]:
    policy = load_warning_policy(Settings())
    standing = [*[Standing()] * (len(DAYS) - 1), last]
    return Judge(history, policy, standing=standing).judge(DAYS[0], DAYS[-1])


def test_surge_hears_what_peacetime_does_not() -> None:
    assert _judged(_history(0.08), Standing()) == []
    assert len(_judged(_history(0.08), SURGE)) == 1


def test_a_drill_marks_only_what_it_alone_raises() -> None:
    drill = Standing(2.0, 3.0, ("city",), True)
    assert [w.is_exercise for w in _judged(_history(0.08), drill)] == [True]
    assert [w.is_exercise for w in _judged(_history(0.01), drill)] == [False]


@pytest.mark.parametrize(("standing", "n_told"), [(Standing(), 5), (SURGE, 15)])
def test_the_budget_binds_by_recipient_and_keeps_the_rest_in_order(standing: Standing, n_told: int) -> None:
    warnings = _judged(_history(0.01, 20), standing)
    assert len(warnings) == 20
    assert sum(w.is_within_budget for w in warnings) == n_told
    assert sorted(w.rank for w in warnings) == list(range(1, 21))
    assert min(w.score for w in warnings if w.is_within_budget) > max(
        w.score for w in warnings if not w.is_within_budget
    )


def test_units_of_the_told_levels_are_told_beside_the_responsible_one() -> None:
    peace, surge = (_judged(_history(0.01), s)[0].evidence["told"] for s in (Standing(), SURGE))
    assert [unit["unit_en"] for unit in peace] == ["Unit"]
    assert [unit["unit_en"] for unit in surge] == ["Unit", "Unit of X-1", "Unit of X"]


def test_forecasts_of_a_day_are_made_again_only_when_old_or_asked_for(own_city: Settings) -> None:
    def finished() -> object:
        with open_lake(own_city) as conn:
            return conn.execute("select finished_at from brain.step_run where step = 'forecast'").fetchall()[0][0]

    def age(hours: int) -> None:
        with open_lake(own_city, write=True) as conn:
            conn.execute(f"update brain.step_run set finished_at = finished_at - interval {hours} hour")

    age(7)
    before = finished()
    forecast_step(own_city)
    assert finished() == before
    switch_mode("XS", "surge", "flood on the river", "Office", 2, own_city)
    forecast_step(own_city)
    surged = finished()
    assert surged > before  # type: ignore[operator]  # timestamps
    forecast_step(own_city, is_asked=True)
    assert finished() > surged  # type: ignore[operator]  # timestamps
