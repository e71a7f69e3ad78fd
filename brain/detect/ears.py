"""EARS C1, C2 and C3 (Hutwagner et al. 2003; CDC's Early Aberration Reporting System).

As R's ``surveillance::earsC`` computes them, which takes the observed count in place of the baseline mean in
the C3 threshold; a threshold is NaN where any count of the baseline is missing.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.stats import norm

from brain.detect.judgement import Judgement

BASELINE_STEPS = 7
_LAG = {"ears_c1": 0, "ears_c2": 2, "ears_c3": 2}
_REACH = {"ears_c1": 0, "ears_c2": 2, "ears_c3": 4}

Floats = NDArray[np.float64]


def first_judged(method: str) -> int:
    """Number of steps of history that the method needs."""
    return BASELINE_STEPS + _REACH[method]


def judge(counts: Floats, method: str, alpha: float) -> Judgement:
    """Judges every step of ``counts`` ([series × steps], NaN: missing) from seven before (C2, C3: a gap of two)."""
    mean, spread = _moving_baseline(counts, _LAG[method])
    z = norm.isf(alpha)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (counts - mean) / spread
        threshold = mean + z * spread
        if method == "ears_c3":
            excess = np.maximum(score - 1, 0)
            score = _lagged(excess, 1) + _lagged(excess, 2)
            threshold = np.maximum(counts + spread * (z - score), 0)
    return Judgement(counts, mean, threshold, norm.sf(score), counts > threshold)


def _moving_baseline(counts: Floats, lag: int) -> tuple[Floats, Floats]:
    mean, spread = np.full_like(counts, np.nan), np.full_like(counts, np.nan)
    first = BASELINE_STEPS + lag
    if counts.shape[1] > first:
        windows = sliding_window_view(counts, BASELINE_STEPS, axis=1)[:, : counts.shape[1] - first]
        mean[:, first:], spread[:, first:] = windows.mean(axis=-1), windows.std(axis=-1, ddof=1)
    return mean, spread


def _lagged(values: Floats, steps: int) -> Floats:
    moved = np.full_like(values, np.nan)
    moved[:, steps:] = values[:, :-steps]
    return moved
