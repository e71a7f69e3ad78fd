"""What is known about every step beforehand: weekday, time of year, holidays, working days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays as holiday_calendars
import numpy as np
import pandas as pd

from brain.forecast.errors import ForecastError
from brain.forecast.levels import YEAR, Array, Freq
from brain.forecast.panel import Panel

MAX_NAMED = 14
"""Holidays with an effect of their own, the most frequent first."""


@lru_cache(maxsize=16)
def country_holidays(country: str, first_year: int, last_year: int) -> dict[date, str]:
    """Public holidays by day, names as in the ``holidays`` package; ForecastError for an unknown country."""
    code, _, subdivision = country.partition("-")
    try:
        found = holiday_calendars.country_holidays(
            code.upper(), subdiv=subdivision or None, years=range(first_year, last_year + 1)
        )
    except (NotImplementedError, KeyError) as error:
        raise ForecastError(
            f"no holidays are known for {country!r}; give an ISO code such as CN, US or GB-ENG"
        ) from error
    return {day: name.split(";")[0] for day, name in found.items()}


def design(panel: Panel, horizon: int) -> tuple[Array, Array]:
    """Columns ``[T + horizon, p]`` of the seasonal regression, and each effect's prior standard deviation ``[p]``."""
    days = panel.days(horizon)
    blocks = [_weekday(days)] if panel.freq == "D" else []
    blocks.append(_time_of_year(days, panel.freq, panel.n_steps))
    if panel.holidays:
        blocks.append(_holidays(days, panel.freq, panel.holidays, panel.n_steps))
    columns = np.concatenate([block for block, _ in blocks], axis=1)
    return columns, np.concatenate([prior for _, prior in blocks])


def exposure(panel: Panel, horizon: int) -> Array:
    """Days in each step relative to a usual one ``[T + horizon]``: months differ by up to a tenth."""
    days = panel.days(horizon)
    if panel.freq != "M":
        return np.ones(len(days))
    result: Array = days.days_in_month.to_numpy(dtype=float) / (365.25 / 12)
    return result


def _weekday(days: pd.DatetimeIndex) -> tuple[Array, Array]:
    columns = (days.dayofweek.to_numpy()[:, None] == np.arange(7)[None, :]).astype(float)
    return columns - 1 / 7, np.full(7, 0.5)


def _time_of_year(days: pd.DatetimeIndex, freq: Freq, n_steps: int) -> tuple[Array, Array]:
    """Harmonics of the year (months: one effect each), nearly shut off where history is under a year and a half."""
    is_long = n_steps >= 1.5 * YEAR[freq]
    if freq == "M":
        columns = (days.month.to_numpy()[:, None] == np.arange(1, 13)[None, :]).astype(float) - 1 / 12
        return columns, np.full(12, 0.3 if is_long else 0.02)
    angle = 2 * np.pi * (days.dayofyear.to_numpy() - 1) / 365.25
    orders = np.arange(1, 4 if freq == "D" else 5)
    waves = np.concatenate([np.cos(angle[:, None] * orders), np.sin(angle[:, None] * orders)], axis=1)
    spread = 0.3 / orders if is_long else 0.02 / orders
    return waves, np.concatenate([spread, spread])


def _holidays(days: pd.DatetimeIndex, freq: Freq, names: Mapping[date, str], n_known: int) -> tuple[Array, Array]:
    if freq != "D":
        return _holiday_days(days, freq, names)
    labels = [names.get(day.date()) for day in days]
    seen = Counter(label for label in labels[:n_known] if label)
    common = [label for label, times in seen.most_common(MAX_NAMED) if times >= 2]
    columns = [np.array([label == name for label in labels], dtype=float) for name in common]
    is_holiday = np.array([label is not None for label in labels], dtype=float)
    before = np.append(is_holiday[1:], 0.0) * (1 - is_holiday)
    after = np.insert(is_holiday[:-1], 0, 0.0) * (1 - is_holiday)
    spread = np.array([0.4] * len(common) + [0.4, 0.2, 0.2])
    return np.stack([*columns, is_holiday, before, after], axis=1), spread


def _holiday_days(days: pd.DatetimeIndex, freq: Freq, names: Mapping[date, str]) -> tuple[Array, Array]:
    """Share of holidays among a week's or month's days."""
    known = pd.Series(1.0, index=pd.DatetimeIndex(list(names))).sort_index().cumsum()
    offset = pd.DateOffset(weeks=1) if freq == "W" else pd.DateOffset(months=1)
    cumulated = known.reindex(days.union([days[-1] + offset]) - pd.DateOffset(days=1), method="ffill")
    share = np.diff(np.nan_to_num(cumulated.to_numpy())) / (7 if freq == "W" else 30.4)
    return np.asarray(share[:, None], dtype=np.float64), np.array([0.5])
