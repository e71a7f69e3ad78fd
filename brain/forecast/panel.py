"""A panel: many series on one calendar, right-aligned, with missing steps as NaN."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from brain.forecast.levels import Array, Freq


@dataclass(frozen=True)
class Panel:
    """``values [n, T]``: one row a series, one column a step, the last column the origin.

    NaN: not observed (before a series began, or a gap). ``days`` name the steps: the day, the week's last day
    as given, or the month's first day. ``holidays`` maps day to holiday name, past and future; ``seasons`` name to days
    of the year in which some matters stand at another level.
    """

    values: Array
    last: pd.Timestamp
    freq: Freq
    holidays: Mapping[date, str]
    seasons: Mapping[str, Collection[date]] = field(default_factory=dict)

    @property
    def n_steps(self) -> int:
        """T."""
        return int(self.values.shape[1])

    def days(self, horizon: int) -> pd.DatetimeIndex:
        """The calendar of the T known and ``horizon`` coming steps."""
        offset = {"D": pd.DateOffset(days=1), "W": pd.DateOffset(weeks=1), "M": pd.DateOffset(months=1)}[self.freq]
        first = self.last - offset * (self.n_steps - 1)
        return pd.date_range(first, periods=self.n_steps + horizon, freq=offset)

    def is_count(self) -> NDArray[np.bool_]:
        """Per series ``[n]``: every observed value is a whole number."""
        known = np.nan_to_num(self.values)
        result: NDArray[np.bool_] = np.all(known == np.round(known), axis=1)
        return result
