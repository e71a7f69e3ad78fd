"""Calibration: quantile levels are moved so that past outcomes fell below each as often as it says.

The probability integral transforms of all series' past outcomes form one distribution (for counts the non-random form
of Czado, Gneiting and Held 2009); its inverse maps a wanted level to the level to ask of the law. This is the
distributional form of split conformal prediction (Chernozhukov, Wüthrich and Zhu 2021), pooled over the panel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from brain.forecast.law import cdf
from brain.forecast.levels import LEVELS, Array

GRID = np.concatenate([[0.0, 0.0005, 0.002], np.linspace(0.005, 0.995, 199), [0.998, 0.9995, 1.0]])
PRIOR_OUTCOMES = 200.0
"""Outcomes (series times past origins) for which the law's own levels count."""
MAX_OUTCOMES = 60_000
"""More add nothing to 23 levels; they are thinned evenly."""
LOW, HIGH = LEVELS.index(0.025), LEVELS.index(0.975)
SPARSE_COVERAGE = 0.95
"""Coverage wanted of the 95 % interval where counts are so small that only its upper end can miss."""


@dataclass(frozen=True)
class Calibration:
    """``levels [23]`` to ask of the law; ``sparse_upper``: that for 0.975 where zero alone exceeds the 0.025 level.

    There the lower end of the 95 % interval can miss nothing, so that the usual upper end would cover 97.5 % and more.
    """

    levels: Array
    sparse_upper: float

    def asked(self, mean: Array, variance: Array, kind: NDArray[np.int8]) -> Array:
        """Levels ``[m, 23]`` for laws ``[m]``."""
        asked = np.tile(self.levels, (len(mean), 1))
        sparse = (kind < 2) & (cdf(np.zeros(len(mean)), mean, variance, kind) >= self.levels[LOW])
        asked[sparse, HIGH] = self.sparse_upper
        return asked


def calibration(actual: Array, mean: Array, variance: Array, kind: NDArray[np.int8]) -> Calibration:
    """From past outcomes, means and variances ``[K, n, H]`` and ``kind [n]``; without outcomes the law's own levels."""
    known = ~np.isnan(actual)
    kinds = np.broadcast_to(kind[:, None], actual.shape)[known]
    y, mu, var = actual[known], mean[known], variance[known]
    thin = slice(None, None, max(1, len(y) // MAX_OUTCOMES))
    kinds, y, mu, var = kinds[thin], y[thin], mu[thin], var[thin]
    if len(y) == 0:
        return Calibration(np.array(LEVELS), LEVELS[HIGH])
    upper = cdf(y, mu, var, kinds)
    lower = np.where(kinds == 2, upper, cdf(y - 1, mu, var, kinds))
    n_outcomes = float(known.any(axis=2).sum())
    levels = _moved(lower, upper, n_outcomes / (n_outcomes + PRIOR_OUTCOMES))
    sparse = (kinds < 2) & (cdf(np.zeros(len(y)), mu, var, kinds) >= levels[LOW])
    return Calibration(levels, _sparse_upper(lower[sparse], levels))


def _moved(lower: Array, upper: Array, trust: float) -> Array:
    moved = np.interp(LEVELS, np.maximum.accumulate(_below(lower, upper)), GRID)
    blended = trust * moved + (1 - trust) * np.array(LEVELS)
    return np.clip(np.maximum.accumulate(blended), 0.0005, 0.9995)


def _sparse_upper(lower: Array, levels: Array) -> float:
    """The level whose quantile held the wanted share of past sparse outcomes: it holds y if P(Y < y) is below it."""
    if len(lower) < PRIOR_OUTCOMES:
        return float(levels[HIGH])
    return float(np.clip(np.quantile(lower, SPARSE_COVERAGE), levels[HIGH - 1], levels[HIGH]))


def _below(lower: Array, upper: Array) -> Array:
    """Mean share of each outcome's probability interval that lies below each grid point, in batches."""
    total = np.zeros(len(GRID))
    for start in range(0, len(lower), 20_000):
        low, high = lower[start : start + 20_000, None], upper[start : start + 20_000, None]
        total += np.clip((GRID - low) / np.maximum(high - low, 1e-9), 0, 1).sum(axis=0)
    result: Array = total / len(lower)
    return result
