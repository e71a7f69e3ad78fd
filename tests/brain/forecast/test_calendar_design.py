"""Holidays in the regression: their weekdays, working weekends, additions to names, holidays never seen before."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from brain.forecast.calendar import SHUT_OFF, design
from brain.forecast.engine import forecast_panel
from brain.forecast.panel import Panel

MONDAY = date(2026, 1, 5)


def _panel(n_days: int, names: dict[date, str]) -> Panel:
    return Panel(np.ones((1, n_days)), pd.Timestamp(MONDAY + timedelta(days=n_days - 1)), "D", names)


def test_a_holiday_has_a_sundays_weekday_and_a_working_weekend_none() -> None:
    names = {MONDAY + timedelta(days=2): "Labour Day", MONDAY + timedelta(days=5): "Working weekend"}
    columns = design(_panel(14, names), 1).columns
    np.testing.assert_array_equal(columns[2, :7], columns[6, :7])
    assert (columns[5, :7] == 0).all()
    assert not np.array_equal(columns[2], columns[6])


def test_additions_to_a_name_do_not_make_another_holiday() -> None:
    plain = {MONDAY: "New Year", MONDAY + timedelta(days=7): "New Year"}
    added = {MONDAY: "New Year (observed)", MONDAY + timedelta(days=7): "New Year (substituted from 01/03/2026)"}
    np.testing.assert_array_equal(design(_panel(20, plain), 3).columns, design(_panel(20, added), 3).columns)


def test_the_time_of_year_is_shut_off_until_it_can_be_told_from_a_trend() -> None:
    plan = design(_panel(700, {}), 7)
    assert (plan.prior(400)[plan.is_annual] == SHUT_OFF).all()
    assert (plan.prior(600)[plan.is_annual] > 0.05).all()


def test_a_holiday_never_seen_before_borrows_from_the_others() -> None:
    draw = np.random.default_rng(3)
    days = [MONDAY + timedelta(days=k) for k in range(300)]
    names = {days[k]: f"Holiday {k // 25}" for k in range(25, 300, 25)}
    coming = {days[-1] + timedelta(days=3): "Unheard-of Day"}
    mean = np.where([day in names for day in days], 20.0, 50.0)
    panel = Panel(draw.poisson(mean, (8, 300)).astype(float), pd.Timestamp(days[-1]), "D", names | coming)
    made = forecast_panel(panel, 5).mean.mean(axis=0)
    assert made[2] < 0.65 * made[[0, 1, 3, 4]].mean()


def test_a_season_of_the_calendar_begins_on_its_day() -> None:
    first, onset, end = date(2025, 10, 25), date(2026, 11, 15), date(2026, 11, 12)
    days = [first + timedelta(days=k) for k in range((end - first).days + 1)]
    heating = {day for k in range(500) if not "03-15" < f"{(day := first + timedelta(days=k)):%m-%d}" < "11-15"}
    mean = np.where([day in heating for day in days], 50.0, 3.0)
    counts = np.random.default_rng(4).poisson(mean, (8, len(days))).astype(float)
    for seasons, low, high in (({"heating": heating}, 35, 65), ({"never": set()}, 0, 12)):
        made = forecast_panel(Panel(counts, pd.Timestamp(end), "D", {}, seasons), 6).mean.mean(axis=0)
        assert made[0] < 12, f"{end + timedelta(days=1)} is before {onset}"
        assert low < made[3] < high
