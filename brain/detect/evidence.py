"""One p-value from the counts of the last steps.

The sum over the last *w* steps is negative binomial again, so each window has an exact upper-tail p-value; the
smallest of them, weighted, is calibrated by its distribution under no outbreak.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.stats import norm

from brain.detect import negbin
from brain.detect.judgement import Floats

_DRAWS = 400_000
_WEIGHT_OF_ONE = 0.5


def combined_p_value(counts: Floats, mean: Floats, spread: Floats, phi: Floats, windows: tuple[int, ...]) -> Floats:
    """p-value [series] of the last column, from ``counts`` and ``mean`` of the last steps [series × steps].

    ``spread`` is the standard error of the mean on the log scale, ``phi`` the dispersion.
    """
    smallest = np.full(len(counts), np.inf)
    for window, weight in zip(windows, window_weights(windows), strict=True):
        total, expected = counts[:, -window:].sum(axis=1), mean[:, -window:].sum(axis=1)
        inflated = phi + expected * spread[:, -1] ** 2
        mid = 0.5 * (negbin.upper_tail(total, expected, inflated) + negbin.upper_tail(total + 1, expected, inflated))
        smallest = np.minimum(smallest, mid / weight)
    return calibrate(smallest, windows)


def window_weights(windows: tuple[int, ...]) -> Floats:
    """Share of the false-alarm rate that each window may spend: half to the last step, the rest evenly."""
    if len(windows) == 1:
        return np.ones(1)
    return np.array([_WEIGHT_OF_ONE] + [(1 - _WEIGHT_OF_ONE) / (len(windows) - 1)] * (len(windows) - 1))


def calibrate(smallest: Floats, windows: tuple[int, ...]) -> Floats:
    """The chance, under no outbreak, of a weighted smallest p-value as small."""
    levels, chances = _null_distribution(windows)
    scaled = np.interp(np.log(np.maximum(smallest, 1e-300)), levels, chances - levels)
    return np.minimum(np.exp(np.log(np.maximum(smallest, 1e-300)) + scaled), 1.0)


@lru_cache
def _null_distribution(windows: tuple[int, ...]) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(20130330)
    steps = rng.standard_normal((_DRAWS, max(windows)))
    sums = np.cumsum(steps, axis=1)[:, np.array(windows) - 1] / np.sqrt(windows)
    smallest = np.sort((norm.sf(sums) / window_weights(windows)).min(axis=1))
    ranks = np.unique(np.geomspace(40, _DRAWS, 200).astype(int)) - 1
    return np.log(smallest[ranks]), np.log((ranks + 1) / _DRAWS)
