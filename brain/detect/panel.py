"""Long-form series, checked, as dense panels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from brain.detect.errors import DetectionError
from brain.detect.judgement import Floats
from brain.spacing import other_spacing

STEP_DAYS = {"D": 1, "W": 7}
_COLUMNS = ("unique_id", "ds", "y")
REPORTED = "reported_share"
"""Optional column: the share of the step's cases that has come in yet."""
_MAX_CELLS = 40_000_000


@dataclass(frozen=True)
class Panel:
    """``counts`` [series × steps], NaN where a step is missing; ``rows`` are the input's row numbers of its cells.

    ``reported``: share of each step's cases that has come in yet, or None where that is not known.
    """

    counts: Floats
    reported: Floats | None
    days: NDArray[np.datetime64]
    rows: NDArray[np.int64]
    series: NDArray[np.int64]
    steps: NDArray[np.int64]


def checked(frame: pd.DataFrame, freq: str) -> pd.DataFrame:
    """The frame with ``ds`` as timestamps at midnight and ``y`` as floats; DetectionError names the first fault."""
    if freq not in STEP_DAYS:
        raise DetectionError(f"freq is '{freq}'; detection knows D (daily) and W (weekly)")
    missing = [name for name in _COLUMNS if name not in frame.columns]
    if missing:
        raise DetectionError(f"column '{missing[0]}' is missing; the series need the columns unique_id, ds and y")
    if frame.empty:
        raise DetectionError("there are no rows; give at least one series")
    names = frame["unique_id"]
    if names.isna().any():
        raise DetectionError(f"unique_id is empty in data row {_first(names.isna())}; name every series")
    table = pd.DataFrame({"unique_id": names.to_numpy(), "ds": _days(frame), "y": _counts(frame)})
    if REPORTED in frame.columns:
        table[REPORTED] = _shares(frame)
    _refuse_duplicates(table)
    _refuse_mixed_steps(table, freq)
    return table


def panels(table: pd.DataFrame, freq: str, wanted: NDArray[np.bool_]) -> Iterator[Panel]:
    """Panels of bounded size over the ``wanted`` rows; weekly series that begin on different weekdays come apart."""
    step = STEP_DAYS[freq]
    rows = np.flatnonzero(wanted)
    day = table["ds"].to_numpy().astype("datetime64[D]").astype(np.int64)[rows]
    values = table["y"].to_numpy()[rows]
    shares = table[REPORTED].to_numpy()[rows] if REPORTED in table.columns else None
    code, names = pd.factorize(table["unique_id"].to_numpy()[rows])
    for weekday in np.unique(day % step):
        chosen = np.flatnonzero(day % step == weekday)
        low, width = int(day[chosen].min()), int(np.ptp(day[chosen]) // step + 1)
        size = max(_MAX_CELLS // width, 1)
        for begin in range(0, len(names), size):
            cells = chosen[(code[chosen] >= begin) & (code[chosen] < begin + size)]
            if len(cells):
                share = None if shares is None else shares[cells]
                yield _panel(rows[cells], code[cells], (day[cells] - low) // step, values[cells], share, low, step)


def _panel(
    rows: NDArray[np.int64],
    code: NDArray[np.int64],
    steps: NDArray[np.int64],
    values: Floats,
    shares: Floats | None,
    low: int,
    step: int,
) -> Panel:
    members, series = np.unique(code, return_inverse=True)
    counts = np.full((len(members), int(steps.max()) + 1), np.nan)
    counts[series, steps] = values
    reported = None if shares is None else np.ones_like(counts)
    if reported is not None:
        reported[series, steps] = shares
    days = np.datetime64(low, "D") + step * np.arange(counts.shape[1])
    return Panel(counts, reported, days, rows, series, steps)


def _first(mask: pd.Series[bool] | NDArray[np.bool_]) -> int:
    return int(np.flatnonzero(np.asarray(mask))[0]) + 1


def _days(frame: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    parsed = pd.to_datetime(frame["ds"], errors="coerce", format="ISO8601")
    if parsed.isna().any():
        row = _first(parsed.isna())
        raise DetectionError(f"ds is '{frame['ds'].iloc[row - 1]}' in data row {row}; give a date such as 2026-01-31")
    if parsed.dt.tz is not None:
        raise DetectionError("ds carries a time zone; give local dates without one")
    if (parsed != parsed.dt.normalize()).any():
        row = _first(parsed != parsed.dt.normalize())
        raise DetectionError(f"ds has a time of day in data row {row}; give one row a day or week, named by its date")
    return parsed.reset_index(drop=True)


def _counts(frame: pd.DataFrame) -> pd.Series[float]:
    values = pd.to_numeric(frame["y"], errors="coerce").astype(float).reset_index(drop=True)
    bad = ~np.isfinite(values)
    if bad.any():
        row = _first(bad)
        raise DetectionError(
            f"y is '{frame['y'].iloc[row - 1]}' in data row {row}; it must be a count "
            "(leave the row out where none is known)"
        )
    if (values < 0).any():
        row = _first(values < 0)
        raise DetectionError(f"y is {values.iloc[row - 1]:g} in data row {row}; a count cannot be negative")
    return values


def _shares(frame: pd.DataFrame) -> pd.Series[float]:
    given = frame[REPORTED].where(frame[REPORTED].notna(), 1.0)
    values = pd.to_numeric(given, errors="coerce").astype(float).reset_index(drop=True)
    bad = ~((values > 0) & (values <= 1))
    if bad.any():
        row = _first(bad)
        raise DetectionError(
            f"{REPORTED} is '{frame[REPORTED].iloc[row - 1]}' in data row {row}; it must lie above 0 and up to 1 "
            "(1 or empty: everything has been reported)"
        )
    return values


def _refuse_duplicates(table: pd.DataFrame) -> None:
    repeated = table.duplicated(["unique_id", "ds"])
    if repeated.any():
        row = table[repeated].iloc[0]
        raise DetectionError(f"series '{row['unique_id']}' has {row['ds'].date()} twice; give one row a step")


def _refuse_mixed_steps(table: pd.DataFrame, freq: str) -> None:
    ordered = table.sort_values(["unique_id", "ds"], kind="stable")
    gap = ordered.groupby("unique_id")["ds"].diff().dt.days
    if freq == "W" and (gap % 7 > 0).any():
        name = ordered.loc[gap % 7 > 0, "unique_id"].iloc[0]
        raise DetectionError(
            f"series '{name}' has steps that are not whole weeks, but freq is W; use freq D or add up its weeks"
        )
    told = other_spacing(ordered, freq)
    if told is not None:
        raise DetectionError(told)
