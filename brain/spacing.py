"""Whether a series runs in steps of another length than the stated one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LONG_RUN = 26
"""So many equal steps in a row are no gap, however long the series: half a year of Mondays."""
SHORT_RUN = 7
"""So many are enough where they are most of the series' steps."""
_MONTH_DAYS = (28, 31)
_UNIT = {"D": "day", "W": "week", "M": "month"}


def other_spacing(table: pd.DataFrame, freq: str) -> str | None:
    """What to tell of the first series that evidently has another frequency than ``freq`` (D, W, M); None: of none.

    ``table``: ``unique_id, ds`` sorted by both, without repeated steps, weekly ones whole weeks apart. Single steps
    may be missing, and for a while all but every seventh day; what counts is a run of equal steps, each longer than
    the stated one (whole weeks count as weeks, 28 to 31 days as a month): 26 of them, or 7 that are most of a series.
    """
    series = pd.factorize(table["unique_id"])[0]
    is_step = np.diff(series) == 0
    spacing = np.where(is_step, _spacing(table["ds"], freq), 0)
    begins = np.flatnonzero(np.diff(spacing, prepend=-1) != 0)
    length = np.diff(begins, append=len(spacing))
    n_steps = np.bincount(series[1:][is_step], minlength=int(series.max()) + 1)[series[1:][begins]]
    is_evident = (length >= LONG_RUN) | ((length >= SHORT_RUN) & (2 * length > n_steps))
    found = np.flatnonzero((spacing[begins] > 1) & is_evident)
    if len(found) == 0:
        return None
    begin, run = int(begins[found[0]]), int(length[found[0]])
    name, first, last = table["unique_id"].iloc[begin], table["ds"].iloc[begin], table["ds"].iloc[begin + run]
    return (
        f"series '{name}' has steps of {_named(int(spacing[begin]), freq)} from {first:%Y-%m-%d} to {last:%Y-%m-%d} "
        f"({run} in a row), but freq {freq} means steps of 1 {_UNIT[freq]}; give series of one frequency and name it"
    )


def _spacing(stamps: pd.Series[pd.Timestamp], freq: str) -> NDArray[np.int64]:
    """Steps [rows - 1] in units of ``freq``."""
    if freq == "M":
        return _differences((12 * stamps.dt.year + stamps.dt.month).to_numpy())
    days = _differences(stamps.to_numpy().astype("datetime64[D]").astype(np.int64))
    if freq == "W":
        return days // 7
    is_month = (days >= _MONTH_DAYS[0]) & (days <= _MONTH_DAYS[1])
    return np.where(is_month, 30, np.where(days % 7 == 0, np.minimum(days, 7), days))


def _differences(numbers: NDArray[Any]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = numbers[1:] - numbers[:-1]
    return found


def _named(spacing: int, freq: str) -> str:
    return "a month" if (spacing, freq) == (30, "D") else f"{spacing} {_UNIT[freq]}s"
