"""The improved Farrington algorithm (Noufaily et al. 2013, *Statistics in Medicine* 32:1206).

Quasi-Poisson regression on up to five years before, with a linear trend and ten seasonal levels, the last 26 steps
left out, past outbreaks down-weighted by Anscombe residuals above 2.58, and a negative binomial threshold. Agrees
with R's ``surveillance::farringtonFlexible(b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26,
pThresholdTrend = 1, weightsThreshold = 2.58, thresholdMethod = "nbPlugin")``. Where there are fewer than five years,
those there are serve; the trend needs three.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from brain.detect import negbin
from brain.detect.farrington_fit import expected_count
from brain.detect.judgement import Floats, Judgement
from brain.detect.parallel import over_series

YEARS, HALF_WINDOW, PERIODS, EXCLUDED = 5, 3, 10, 26
STEPS_A_YEAR = {"W": 52, "D": 365}
_MIN_RECENT_CASES, _RECENT_STEPS = 5, 4


def first_judged(freq: str) -> int:
    """Number of steps of history that the method needs (one year; five for the published form)."""
    return STEPS_A_YEAR[freq] + HALF_WINDOW


def judge(counts: Floats, freq: str, first: int, alpha: float) -> Judgement:
    """Judges the columns of ``counts`` ([series × steps], NaN: missing) from ``first`` on at tail level ``alpha``."""
    year = STEPS_A_YEAR[freq]
    expected, phi = np.full_like(counts, np.nan), np.full_like(counts, np.nan)
    for years, columns in _columns_by_years(counts.shape[1], first, year):
        groups = seasonal_groups(year, years)
        has_trend = years >= 3

        def fit(
            rows: slice, groups: NDArray[np.int64] = groups, columns: range = columns, trend: bool = has_trend
        ) -> None:
            expected_count(counts[rows], columns.start, columns.stop, groups, PERIODS, trend, expected[rows], phi[rows])

        over_series(fit, len(counts))
    p_value = negbin.upper_tail(counts, expected, phi)
    threshold = negbin.quantile(1 - alpha, expected, phi)
    with np.errstate(invalid="ignore"):
        is_alarm = (counts > threshold) & (_recent_cases(counts) >= _MIN_RECENT_CASES)
    return Judgement(counts, expected, threshold, p_value, is_alarm)


def seasonal_groups(year: int, years: int) -> NDArray[np.int64]:
    """Seasonal level (1 … 10, the last around the season judged) by lag in steps; 0: not used."""
    groups = np.zeros(years * year + HALF_WINDOW + 1, np.int64)
    for reference in range(year, years * year + 1, year):
        groups[reference - HALF_WINDOW : reference + HALF_WINDOW + 1] = PERIODS
        later = reference - HALF_WINDOW - 1
        length, rest = divmod(year - 2 * HALF_WINDOW - 1, PERIODS - 1)
        for level in range(1, PERIODS):
            size = length + (level <= rest)
            groups[later - size + 1 : later + 1] = level
            later -= size
    groups[: EXCLUDED + 1] = 0
    return groups


def _columns_by_years(n_steps: int, first: int, year: int) -> list[tuple[int, range]]:
    begins = [year * years + HALF_WINDOW for years in range(1, YEARS + 1)]
    ends = [*begins[1:], n_steps]
    spans = [range(max(begin, first), min(end, n_steps)) for begin, end in zip(begins, ends, strict=True)]
    return [(years, span) for years, span in enumerate(spans, 1) if len(span)]


def _recent_cases(counts: Floats) -> Floats:
    padded = np.concatenate([np.zeros((len(counts), _RECENT_STEPS)), np.nan_to_num(counts)], axis=1).cumsum(axis=1)
    recent: Floats = padded[:, _RECENT_STEPS:] - padded[:, :-_RECENT_STEPS]
    return recent
