"""The plain method to beat on daily counts: a regression with weekdays, one step judged by its tail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.detect.noufaily import Floats
from brain.detect import negbin
from brain.detect.baseline import fit_baseline
from brain.detect.default import origins
from brain.detect.design import Holidays, calendar_design

_WEEK = 7


def weekday_glm(counts: Floats, days: NDArray[np.datetime64], first: int, holidays: Holidays) -> Floats:
    """p-values [series × days] from column ``first`` on, fitted again every week; levels are not followed."""
    design = calendar_design(days, "D", holidays)
    found = np.full(counts.shape, np.nan)
    start: Floats | None = None
    for origin in origins(first, counts.shape[1], "D"):
        baseline = fit_baseline(counts[:, :origin], design, "D", 1, start)
        start = baseline.beta
        steps = slice(max(origin, first), min(origin + _WEEK, counts.shape[1]))
        found[:, steps] = negbin.upper_tail(
            counts[:, steps], baseline.mean(design.columns[steps]), baseline.levels.phi[:, None]
        )
    return found
