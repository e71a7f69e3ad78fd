"""Calibration: quantile levels are moved so that past outcomes fell below each as often as it says.

The probability integral transforms of all series' past outcomes form one distribution (for counts the non-random form
of Czado, Gneiting and Held 2009); its inverse maps a wanted level to the level to ask of the law. This is the
distributional form of split conformal prediction (Chernozhukov, Wüthrich and Zhu 2021), pooled over the panel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from brain.forecast.law import cdf
from brain.forecast.levels import LEVELS, Array

GRID = np.concatenate([[0.0, 0.0005, 0.002], np.linspace(0.005, 0.995, 199), [0.998, 0.9995, 1.0]])
PRIOR_OUTCOMES = 200.0
"""Outcomes (series times past origins) for which the law's own levels count."""


def calibrated_levels(actual: Array, mean: Array, variance: Array, kind: NDArray[np.int8]) -> Array:
    """Levels ``[23]`` to ask of the law, from past outcomes, means and variances ``[K, n, H]`` and ``kind [n]``."""
    known = ~np.isnan(actual)
    kinds = np.broadcast_to(kind[:, None], actual.shape)[known]
    y, mu, var = actual[known], mean[known], variance[known]
    if len(y) == 0:
        return np.array(LEVELS)
    upper = cdf(y, mu, var, kinds)
    lower = np.where(kinds == 2, upper, cdf(y - 1, mu, var, kinds))
    share = _below(lower, upper)
    moved = np.interp(LEVELS, np.maximum.accumulate(share), GRID)
    n_outcomes = float(known.any(axis=2).sum())
    trust = n_outcomes / (n_outcomes + PRIOR_OUTCOMES)
    blended = trust * moved + (1 - trust) * np.array(LEVELS)
    return np.clip(np.maximum.accumulate(blended), 0.0005, 0.9995)


def _below(lower: Array, upper: Array) -> Array:
    """Mean share of each outcome's probability interval that lies below each grid point, in batches."""
    total = np.zeros(len(GRID))
    for start in range(0, len(lower), 20_000):
        low, high = lower[start : start + 20_000, None], upper[start : start + 20_000, None]
        total += np.clip((GRID - low) / np.maximum(high - low, 1e-9), 0, 1).sum(axis=0)
    result: Array = total / len(lower)
    return result
