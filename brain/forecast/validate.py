"""Checks a long frame of series and lays it out as panels. Nothing is repaired in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from brain.forecast.errors import ForecastError
from brain.forecast.levels import Freq
from brain.forecast.panel import Panel
from brain.forecast.smooth import Ints
from brain.spacing import other_spacing

MAX_STEPS = {"D": 365 * 6, "W": 52 * 15, "M": 12 * 40}
"""History beyond this is left out: it no longer informs a forecast and costs time."""
CHUNK = 5_000
"""Series forecast together; bounds memory at about 1 GB for six years of days."""


def checked(df: pd.DataFrame, freq: Freq) -> pd.DataFrame:
    """Columns unique_id (str), ds (Timestamp), y (float), sorted; ForecastError says what is wrong and where."""
    missing = [name for name in ("unique_id", "ds", "y") if name not in df.columns]
    if missing:
        raise ForecastError(f"the series need columns unique_id, ds, y; missing: {', '.join(missing)}")
    if df.empty:
        raise ForecastError("there are no series to forecast: the input holds no rows")
    clean = pd.DataFrame({"unique_id": _ids(df["unique_id"]), "ds": _stamps(df["ds"]), "y": _numbers(df)})
    clean = clean.sort_values(["unique_id", "ds"], kind="stable").reset_index(drop=True)
    _refuse_duplicates(clean)
    _refuse_wrong_steps(clean, freq)
    return clean


def _ids(ids: pd.Series[Any]) -> pd.Series[str]:
    if ids.isna().any():
        raise ForecastError(f"row {_first(ids.isna())}: unique_id is empty; give every row the name of its series")
    codes, distinct = pd.factorize(ids)
    return pd.Series(pd.Index(distinct).astype(str).take(codes), index=ids.index)


def _first(mask: pd.Series[bool]) -> int:
    """1-based number of the first row where the mask holds."""
    return int(np.flatnonzero(mask.to_numpy())[0]) + 1


def _stamps(raw: pd.Series[Any]) -> pd.Series[pd.Timestamp]:
    codes, distinct = pd.factorize(raw)
    parsed = pd.to_datetime(pd.Series(distinct), errors="coerce", format="mixed" if distinct.dtype == object else None)
    stamps = pd.Series(pd.Index([*parsed, pd.NaT]).take(codes), index=raw.index)
    if stamps.isna().any():
        row = _first(stamps.isna())
        raise ForecastError(f"row {row}: ds is {raw.iloc[row - 1]!r}, not a date; write it as YYYY-MM-DD")
    if stamps.dt.tz is not None:
        stamps = stamps.dt.tz_localize(None)
    if (stamps != stamps.dt.normalize()).any():
        row = _first(stamps != stamps.dt.normalize())
        raise ForecastError(f"row {row}: ds {raw.iloc[row - 1]} has a time of day; steps are days, weeks or months")
    return stamps


def _numbers(df: pd.DataFrame) -> pd.Series[float]:
    raw = df["y"]
    numbers = pd.to_numeric(raw, errors="coerce").astype(float)
    blank = raw.isna()
    if raw.dtype == object:
        blank |= raw.astype(str).str.strip() == ""
    bad = (numbers.isna() & ~blank) | np.isinf(numbers)
    if bad.any():
        row = _first(bad)
        raise ForecastError(
            f"row {row} (series {df['unique_id'].iloc[row - 1]}): y is {raw.iloc[row - 1]!r}, not a number"
        )
    if (numbers < 0).any():
        row = _first(numbers < 0)
        name = df["unique_id"].iloc[row - 1]
        raise ForecastError(f"row {row} (series {name}): y is {numbers.iloc[row - 1]:g}; counts cannot be negative")
    return numbers


def _refuse_duplicates(clean: pd.DataFrame) -> None:
    twice = clean.duplicated(["unique_id", "ds"])
    if twice.any():
        row = clean[twice].iloc[0]
        raise ForecastError(f"series {row.unique_id} has {row.ds:%Y-%m-%d} twice; keep one row for each step")


def _refuse_wrong_steps(clean: pd.DataFrame, freq: Freq) -> None:
    """Mixed frequencies: weeks off their weekday, two dates in a month, or a long run of longer steps."""
    step = clean["ds"].diff().dt.days.where(clean["unique_id"].eq(clean["unique_id"].shift()))
    bad = step.notna() & (step % 7 != 0) if freq == "W" else pd.Series(False, index=clean.index)
    if freq == "M":
        month = clean["ds"].dt.to_period("M")
        bad = step.notna() & (month == month.shift())
    if bad.any():
        row = clean[bad].iloc[0]
        name = "weekly" if freq == "W" else "monthly"
        raise ForecastError(
            f"series {row.unique_id} does not run in {name} steps (see {row.ds:%Y-%m-%d}); "
            "give series of one frequency and name it with --freq"
        )
    told = other_spacing(clean, freq)
    if told is not None:
        raise ForecastError(told)


def panels(clean: pd.DataFrame, freq: Freq, holidays: Mapping[date, str]) -> Iterator[tuple[list[str], Panel]]:
    """The series' names and panels, one for each last step (a series is forecast from its own end) and chunk."""
    known = clean.dropna(subset=["y"])
    lost = set(clean["unique_id"]) - set(known["unique_id"])
    if lost:
        raise ForecastError(f"series {min(lost)} has no value at all; leave it out or give it one")
    last = known.groupby("unique_id")["ds"].transform("max")
    for end, group in known.groupby(last):
        codes, names = pd.factorize(group["unique_id"])
        for start in range(0, len(names), CHUNK):
            low, high = np.searchsorted(codes, [start, start + CHUNK])
            chosen = [str(name) for name in names[start : start + CHUNK]]
            rows = codes[low:high] - start
            yield chosen, _panel(group.iloc[low:high], rows, len(chosen), pd.Timestamp(str(end)), freq, holidays)


def _panel(
    group: pd.DataFrame, rows: Ints, n_series: int, end: pd.Timestamp, freq: Freq, holidays: Mapping[date, str]
) -> Panel:
    """The panel of sorted rows ``group``, each belonging to the series numbered in ``rows``."""
    back = _steps_back(group["ds"], end, freq).to_numpy()
    n_steps = min(int(back.max()) + 1, MAX_STEPS[freq])
    values = np.full((n_series, n_steps), np.nan)
    kept = back < n_steps
    values[rows[kept], n_steps - 1 - back[kept]] = group["y"].to_numpy()[kept]
    return Panel(values, end, freq, holidays)


def _steps_back(stamps: pd.Series[pd.Timestamp], end: pd.Timestamp, freq: Freq) -> pd.Series[int]:
    if freq == "M":
        return (end.year - stamps.dt.year) * 12 + end.month - stamps.dt.month
    return (end - stamps).dt.days // (7 if freq == "W" else 1)
