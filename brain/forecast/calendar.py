"""What is known about every step beforehand: weekday, time of year, holidays, working days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays as holiday_calendars
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from brain.forecast.errors import ForecastError
from brain.forecast.levels import YEAR, Array, Freq
from brain.forecast.panel import Panel

MAX_NAMED = 14
"""Holidays with an effect of their own, the most frequent first."""
LEAST_YEARS: dict[Freq, float] = {"D": 1.5, "W": 1.5, "M": 1.0}
"""History that effects of the time of year need; before that they are shut off, being no different from a trend."""
SHUT_OFF = 1e-4
SEASON_SPREAD = 1.5
SUNDAY = 6
WORKING_WEEKEND = "Working weekend"
"""The name of a weekend day on which people work in exchange for a day off."""
BRACKETS = re.compile(r"\s*\(.*\)$")


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


@dataclass(frozen=True)
class Design:
    """Columns ``[T + horizon, p]`` of the seasonal regression; ``spread [p]``: each effect's prior standard deviation.

    ``is_annual [p]``: effects of the time of year.
    """

    columns: Array
    spread: Array
    is_annual: NDArray[np.bool_]
    freq: Freq

    def prior(self, n_known: int) -> Array:
        """Prior standard deviations ``[p]`` where ``n_known`` steps have been seen."""
        is_short = n_known < LEAST_YEARS[self.freq] * YEAR[self.freq]
        return np.where(self.is_annual & is_short, SHUT_OFF, self.spread)


def design(panel: Panel, horizon: int) -> Design:
    """The panel's design: weekdays, time of year, holidays."""
    days = panel.days(horizon)
    blocks = [_weekday(days, panel.holidays)] if panel.freq == "D" else []
    annual = _time_of_year(days, panel.freq)
    blocks.append(annual)
    if panel.seasons:
        blocks.append(_seasons(days, panel))
    if panel.holidays:
        blocks.append(_holidays(days, panel.freq, panel.holidays, panel.n_steps))
    columns = np.concatenate([block for block, _ in blocks], axis=1)
    is_annual = np.concatenate([np.full(len(prior), block is annual[0]) for block, prior in blocks])
    return Design(columns, np.concatenate([prior for _, prior in blocks]), is_annual, panel.freq)


def exposure(panel: Panel, horizon: int) -> Array:
    """Days in each step relative to a usual one ``[T + horizon]``: months differ by up to a tenth."""
    days = panel.days(horizon)
    if panel.freq != "M":
        return np.ones(len(days))
    result: Array = days.days_in_month.to_numpy(dtype=float) / (365.25 / 12)
    return result


def _weekday(days: pd.DatetimeIndex, names: Mapping[date, str]) -> tuple[Array, Array]:
    """A holiday has a Sunday's weekday, a working weekend none: their own effects say how far they differ from that."""
    labels = _labels(days, names)
    weekday = np.where([_is_off(label) for label in labels], SUNDAY, days.dayofweek.to_numpy())
    columns = (weekday[:, None] == np.arange(7)[None, :]).astype(float)
    columns[[label == WORKING_WEEKEND for label in labels]] = 1 / 7
    return columns - 1 / 7, np.full(7, 0.5)


def _labels(days: pd.DatetimeIndex, names: Mapping[date, str]) -> list[str | None]:
    """Each day's holiday without what stands in brackets (``National Day (observed)`` is a National Day)."""
    return [name if name is None else BRACKETS.sub("", name) for name in (names.get(day.date()) for day in days)]


def _is_off(label: str | None) -> bool:
    return label not in (None, WORKING_WEEKEND)


def _time_of_year(days: pd.DatetimeIndex, freq: Freq) -> tuple[Array, Array]:
    """Harmonics of the year (months: one effect each)."""
    if freq == "M":
        return (days.month.to_numpy()[:, None] == np.arange(1, 13)[None, :]).astype(float) - 1 / 12, np.full(12, 0.3)
    angle = 2 * np.pi * (days.dayofyear.to_numpy() - 1) / 365.25
    orders = np.arange(1, 4 if freq == "D" else 5)
    waves = np.concatenate([np.cos(angle[:, None] * orders), np.sin(angle[:, None] * orders)], axis=1)
    return waves, np.tile(0.3 / orders, 2)


def _seasons(days: pd.DatetimeIndex, panel: Panel) -> tuple[Array, Array]:
    """Share of a step's days that lie in each season; a season that has not yet begun or ended has no effect."""
    step = {"D": 1, "W": 7, "M": 30}[panel.freq]
    reach = pd.to_timedelta(np.arange(step) if panel.freq != "W" else -np.arange(step), unit="D")
    columns = []
    for chosen in panel.seasons.values():
        named = pd.DatetimeIndex(sorted(chosen))
        share = np.mean([(days + offset).isin(named) for offset in reach], axis=0)
        was_seen = np.ptp(share[: panel.n_steps]) > 0
        columns.append(share - share[: panel.n_steps].mean() if was_seen else np.zeros(len(share)))
    return np.stack(columns, axis=1), np.full(len(columns), SEASON_SPREAD)


def _holidays(days: pd.DatetimeIndex, freq: Freq, names: Mapping[date, str], n_known: int) -> tuple[Array, Array]:
    """Effects of frequent holidays, of any holiday (which one never seen before has alone), and of the days around."""
    if freq != "D":
        return _holiday_days(days, freq, names)
    labels = _labels(days, names)
    seen = Counter(label for label in labels[:n_known] if label)
    common = [label for label, times in seen.most_common(MAX_NAMED) if times >= 2]
    columns = [np.array([label == name for label in labels], dtype=float) for name in common]
    is_off = np.array([_is_off(label) for label in labels], dtype=float)
    before = np.append(is_off[1:], 0.0) * (1 - is_off)
    after = np.insert(is_off[:-1], 0, 0.0) * (1 - is_off)
    spread = np.array([0.2] * len(common) + [0.4, 0.2, 0.2])
    return np.stack([*columns, is_off, before, after], axis=1), spread


def _holiday_days(days: pd.DatetimeIndex, freq: Freq, names: Mapping[date, str]) -> tuple[Array, Array]:
    """Share of holidays among a week's or month's days."""
    known = pd.Series(1.0, index=pd.DatetimeIndex(list(names))).sort_index().cumsum()
    offset = pd.DateOffset(weeks=1) if freq == "W" else pd.DateOffset(months=1)
    cumulated = known.reindex(days.union([days[-1] + offset]) - pd.DateOffset(days=1), method="ffill")
    share = np.diff(np.nan_to_num(cumulated.to_numpy())) / (7 if freq == "W" else 30.4)
    return np.asarray(share[:, None], dtype=np.float64), np.array([0.5])
