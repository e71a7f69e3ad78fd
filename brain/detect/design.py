"""The calendar as regressors: trend, season, day of week, holidays.

Fixed holidays and moving ones alike enter by name (``Spring Festival``, ``Easter``), through the ``holidays`` package
or a mapping of days that the caller gives; their effects are learned from the series, shrunk towards none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays as holiday_library
import numpy as np
from numpy.typing import NDArray

from brain.detect.errors import DetectionError
from brain.detect.judgement import Floats

Holidays = str | Mapping[date, str] | None
Seasons = Mapping[str, Collection[date]]
"""Days of each season of the city's calendar (the heating season), by name."""
NO_SEASONS: Seasons = {}

DAYS_A_YEAR = 365.25
SEASON_DAYS = {"W": 364.0, "D": DAYS_A_YEAR}
"""Length of the season: 52 weeks for weekly counts, as is usual."""
HARMONICS = 2
_NEAR_FESTIVAL = (("eve", -1, -1), ("day after", 1, 1))
_SD = {
    "level": 30.0,
    "trend": 0.5,
    "season": 0.7,
    "city season": 2.0,
    "weekday": 0.4,
    "holiday": 0.7,
    "festival": 0.4,
    "near": 0.3,
}

_SHORTNESS = {"trend": 2.0, "season": 4.0}


@dataclass(frozen=True)
class Design:
    """``columns`` [steps × regressors]; ``precision`` of the normal prior on each coefficient (log scale).

    Less than a year of history tells little of a season or a trend: ``shortness`` is the power of the part of a year
    known by which the precision rises.
    """

    columns: Floats
    precision: Floats
    shortness: Floats
    steps_a_year: float

    def prior(self, n_known: NDArray[np.int64]) -> Floats:
        """Precision [series × regressors] for series with so many steps known."""
        years = np.clip(n_known / self.steps_a_year, 0.05, 1.0)
        grown: Floats = self.precision / years[:, None] ** self.shortness
        return grown


def calendar_design(
    days: NDArray[np.datetime64], freq: str, holidays: Holidays, seasons: Seasons = NO_SEASONS
) -> Design:
    """Regressors of the steps that begin on ``days`` (``freq`` D or W); a week takes the mean over its seven days."""
    span = 7 if freq == "W" else 1
    named = holiday_days(days, span, holidays)
    years = (days - days[0]).astype(np.float64) / DAYS_A_YEAR
    turns = days.astype("datetime64[D]").astype(np.float64) / SEASON_DAYS[freq]
    angle = 2 * np.pi * turns[:, None] * np.arange(1, HARMONICS + 1)
    parts = {
        "level": np.ones((len(days), 1)),
        "trend": years[:, None],
        "season": np.hstack([np.cos(angle), np.sin(angle)]),
        "city season": _season_columns(days, span, seasons),
        "weekday": _weekdays(days) if freq == "D" else np.zeros((len(days), 0)),
        **_holiday_columns(days, span, named),
    }
    names = [name for name, part in parts.items() for _ in range(part.shape[1])]
    precision = np.array([_SD[name] ** -2 for name in names])
    shortness = np.array([_SHORTNESS.get(name, 0.0) for name in names])
    return Design(np.hstack(list(parts.values())), precision, shortness, SEASON_DAYS[freq] / span)


def holiday_days(days: NDArray[np.datetime64], span: int, holidays: Holidays) -> dict[date, str]:
    """Named days between the first and the last step, one day more on either side."""
    if holidays is None:
        return {}
    if not isinstance(holidays, str):
        return dict(holidays)
    first, last = days[0].astype(object), days[-1].astype(object) + timedelta(days=span)
    try:
        table = holiday_library.country_holidays(holidays, years=range(first.year - 1, last.year + 2), language="en_US")
    except NotImplementedError:
        raise DetectionError(
            f"no holidays are known for '{holidays}'; give an ISO country code such as CN or US"
        ) from None
    return {day: name for day, name in table.items() if first - timedelta(days=1) <= day <= last}


def _weekdays(days: NDArray[np.datetime64]) -> Floats:
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7
    columns: Floats = (weekday[:, None] == np.arange(7)) - 1 / 7
    return columns


def _holiday_columns(days: NDArray[np.datetime64], span: int, named: dict[date, str]) -> dict[str, Floats]:
    if not named:
        return {}
    listed = np.array(sorted(named), "datetime64[D]")
    names = np.array([named[day.astype(object)].split(" (")[0] for day in listed])
    kinds = np.unique(names)
    festival = np.column_stack([_share(days, span, listed[names == kind]) for kind in kinds])
    near = [_share(days, span, _neighbours(listed, low)) for _, low, _ in _NEAR_FESTIVAL]
    holiday = _share(days, span, listed)[:, None]
    return {"holiday": holiday, "festival": festival, "near": np.column_stack(near)}


def _season_columns(days: NDArray[np.datetime64], span: int, seasons: Seasons) -> Floats:
    columns = [_share(days, span, np.array(sorted(chosen), "datetime64[D]")) for chosen in seasons.values()]
    return np.column_stack(columns) if columns else np.zeros((len(days), 0))


def _neighbours(listed: NDArray[np.datetime64], offset: int) -> NDArray[np.datetime64]:
    return np.setdiff1d(listed + offset, listed)


def _share(days: NDArray[np.datetime64], span: int, chosen: NDArray[np.datetime64]) -> Floats:
    within = [np.isin(days + offset, chosen) for offset in range(span)]
    share: Floats = np.mean(within, axis=0)
    return share
