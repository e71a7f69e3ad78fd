"""Forecast a long frame of series: what ``superbrain forecast`` calls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from brain.forecast.calendar import country_holidays
from brain.forecast.engine import forecast_panel
from brain.forecast.errors import ForecastError
from brain.forecast.levels import COLUMNS, Array, Freq
from brain.forecast.panel import Panel
from brain.forecast.validate import checked, panels

MAX_HORIZON = 400


def forecast_frame(df: pd.DataFrame, horizon: int, freq: Freq, holidays: str | None = None) -> pd.DataFrame:
    """Forecast every series ``horizon`` steps beyond its own last step.

    ``df``: unique_id, ds, y (non-negative); a missing step or empty y is unknown, not zero. ``freq``: D, W or M.
    ``holidays``: ISO country code (CN, US, GB-ENG) whose public holidays matter. Returns unique_id, ds, mean and the
    23 quantile columns ``q0.01`` … ``q0.99``: never negative, never crossing, whole numbers where all y are whole.
    Raises ForecastError for negative or non-numeric y, duplicate steps, mixed frequencies, unknown countries.
    """
    if freq not in ("D", "W", "M"):
        raise ForecastError(f"frequency {freq!r} is unknown; use D (days), W (weeks) or M (months)")
    if not 1 <= horizon <= MAX_HORIZON:
        raise ForecastError(f"the horizon is {horizon}; give between 1 and {MAX_HORIZON} steps")
    clean = checked(df, freq)
    known = _holidays(holidays, clean["ds"], horizon)
    parts = [_as_frame(names, panel, horizon) for names, panel in panels(clean, freq, known)]
    return pd.concat(parts, ignore_index=True).sort_values(["unique_id", "ds"], ignore_index=True)


def _holidays(country: str | None, stamps: pd.Series[pd.Timestamp], horizon: int) -> Mapping[date, str]:
    if not country:
        return {}
    return country_holidays(country, stamps.min().year, stamps.max().year + 1 + horizon // 12)


def _as_frame(names: list[str], panel: Panel, horizon: int) -> pd.DataFrame:
    made = forecast_panel(panel, horizon)
    days = panel.days(horizon)[-horizon:]
    return pd.DataFrame(
        {"unique_id": np.repeat(names, horizon), "ds": np.tile(days, len(names)), "mean": made.mean.ravel()}
        | dict(zip(COLUMNS, _columns(made.quantiles), strict=True))
    )


def _columns(quantiles: Array) -> Array:
    return np.ascontiguousarray(quantiles.reshape(-1, quantiles.shape[2]).T)
