"""The predictive law of one count: negative binomial, or gamma where the data are less noisy than Poisson.

Every function takes a mean and a variance. ``kind`` 0: negative binomial on 0, 1, 2 … (variance above the mean);
1: gamma rounded to whole numbers; 2: gamma, for series that are no counts.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray
from scipy import special, stats

from brain.forecast.levels import LEVELS, Array

LARGE_MEAN = 150.0
"""Above this mean a gamma of the same two moments replaces the negative binomial: they differ by less than a count in
a thousand there, and the sum over the probabilities is spared."""

_Z = stats.norm.ppf(np.array(LEVELS))


@njit(cache=True)
def _gamma_quantile(mean: float, variance: float, z: float) -> float:
    """Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal."""
    shape = mean * mean / variance
    if shape < 0.3:
        return float(mean * np.exp(np.sqrt(np.log1p(1 / shape)) * z - 0.5 * np.log1p(1 / shape)))
    root = 1 - 1 / (9 * shape) + z / (3 * np.sqrt(shape))
    return float(mean * root**3) if root > 0 else 0.0


@njit(cache=True)
def _count_quantiles(mean: float, variance: float, levels: Array, out: Array) -> None:
    """Walk the negative binomial probabilities upwards; ``levels`` ascend."""
    size = mean * mean / max(variance - mean, 1e-9 * mean)
    share = size / (size + mean)
    probability = np.exp(size * np.log(share)) if size < 1e6 else np.exp(-mean)
    total = probability
    k = 0
    ceiling = mean + 60 * np.sqrt(variance) + 60
    for j in range(len(levels)):
        while total < levels[j] - 1e-12 and k < ceiling:
            k += 1
            if size < 1e6:
                probability *= (size + k - 1) / k * (1 - share)
            else:
                probability *= mean / k
            total += probability
        out[j] = k


@njit(cache=True)
def _fill(mean: float, variance: float, kind: int, levels: Array, zs: Array, out: Array) -> None:
    if mean <= 1e-12 or variance <= 0:
        out[:] = mean if kind == 2 else np.floor(mean + 0.5)
    elif kind == 0 and mean <= LARGE_MEAN:
        _count_quantiles(mean, variance, levels, out)
    else:
        for j in range(len(levels)):
            value = _gamma_quantile(mean, variance, zs[j])
            out[j] = value if kind == 2 else np.floor(value + 0.5)


@njit(cache=True, parallel=True)
def _quantiles(mean: Array, variance: Array, kind: NDArray[np.int8], levels: Array, zs: Array, out: Array) -> None:
    for i in prange(len(mean)):
        _fill(mean[i], variance[i], kind[i], levels[i], zs[i], out[i])


@njit(cache=True)
def _pinball_total(y: float, quantiles: Array, levels: Array) -> float:
    total = 0.0
    for j in range(len(levels)):
        gap = y - quantiles[j]
        total += gap * levels[j] if gap >= 0 else -gap * (1 - levels[j])
    return 2 * total / len(levels)


@njit(cache=True, parallel=True)
def _wis(y: Array, mean: Array, variance: Array, kind: NDArray[np.int8], levels: Array, zs: Array) -> Array:
    scores = np.full(len(y), np.nan)
    for i in prange(len(y)):
        if not np.isnan(y[i]):
            quantiles = np.empty(len(levels))
            _fill(mean[i], variance[i], kind[i], levels, zs, quantiles)
            scores[i] = _pinball_total(y[i], quantiles, levels)
    return scores


def quantiles(mean: Array, variance: Array, kind: NDArray[np.int8], levels: Array | None = None) -> Array:
    """Quantiles ``[m, 23]`` of laws ``[m]``; ``levels [m, 23]`` replace the standard ones after calibration."""
    taken = np.broadcast_to(np.array(LEVELS), (len(mean), len(LEVELS))) if levels is None else levels
    zs = np.broadcast_to(_Z, taken.shape) if levels is None else special.ndtri(taken)
    out = np.empty(taken.shape)
    _quantiles(mean, variance, kind, np.ascontiguousarray(taken), np.ascontiguousarray(zs), out)
    return out


def law_wis(y: Array, mean: Array, variance: Array, kind: NDArray[np.int8]) -> Array:
    """Weighted interval score ``[m]`` of laws against outcomes; NaN where the outcome is missing."""
    scores: Array = _wis(y, mean, variance, kind, np.array(LEVELS), _Z)
    return scores


def cdf(y: Array, mean: Array, variance: Array, kind: NDArray[np.int8]) -> Array:
    """P(Y <= y) ``[m]``; 0 below zero."""
    safe_mean, safe_variance = np.maximum(mean, 1e-9), np.maximum(variance, 1e-12)
    shape = safe_mean**2 / safe_variance
    edge = np.where(kind == 2, y, y + 0.5)
    gamma = special.gammainc(shape, np.maximum(edge, 0) * safe_mean / safe_variance)
    size = safe_mean**2 / np.maximum(safe_variance - safe_mean, 1e-9 * safe_mean)
    counts = special.betainc(size, np.maximum(y, 0) + 1, size / (size + safe_mean))
    poisson = special.pdtr(np.maximum(y, 0), safe_mean)
    counts = np.where(size > 1e6, poisson, counts)
    result: Array = np.where((kind == 0) & (mean <= LARGE_MEAN), counts, gamma)
    return np.where(y < 0, 0.0, result)
