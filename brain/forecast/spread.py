"""How far outcomes fall from the mean: a series' dispersion from its past forecast errors, joined with the panel's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from brain.forecast.levels import Array

DEFAULT_DISPERSION = 0.3
"""Excess variance over squared mean where there is no past error to learn from."""
PRIOR_ERRORS = 40.0
"""Errors of a usual series that the panel's dispersion counts for."""


BANDWIDTH = 0.7
"""Of the kernel over log levels: series within a factor of two lend each other their dispersion."""
LEAST_DISPERSION = 1.0
PRIOR_UNDER = 5.0
"""Errors for which a Poisson variance counts before a series is taken to be less noisy than that."""


@dataclass(frozen=True)
class Spread:
    """Variance of a forecast = ``poisson [n]`` * mean + ``excess [n]`` * ``growth [H]`` * mean^2."""

    poisson: Array
    excess: Array
    growth: Array

    def variance(self, mean: Array) -> Array:
        """Of means ``[..., n, H]``."""
        return np.asarray(self.poisson[:, None] * mean + self.excess[:, None] * self.growth * mean**2)


def spread(actual: Array, mean: Array, is_count: NDArray[np.bool_], n_known: Array) -> Spread:
    """From past outcomes and means ``[K, n, H]`` (NaN: no outcome); ``n_known [n]``: length of each series."""
    poisson = is_count.astype(float)
    excess = _clipped((actual - mean) ** 2, np.where(np.isnan(actual), np.nan, mean)) - poisson[:, None] * mean
    square = np.where(np.isnan(actual), np.nan, mean**2)
    growth = _growth(excess, square)
    shares = np.nan_to_num(excess / growth).sum(axis=(0, 2)), np.nan_to_num(square).sum(axis=(0, 2))
    n_errors = np.sum(~np.isnan(actual), axis=(0, 2)).astype(float)
    pooled = _pooled(*shares, n_errors)
    usual = shares[1] / np.maximum(n_errors, 1)
    joined = (shares[0] + PRIOR_ERRORS * pooled * usual) / np.maximum(shares[1] + PRIOR_ERRORS * usual, 1e-12)
    joined = np.where(n_errors > 0, joined, pooled) + DEFAULT_DISPERSION / np.maximum(n_known, 1) ** 2
    under = _under_dispersed(actual, mean, joined, n_errors)
    return Spread(np.where(is_count, under, 0.0), np.maximum(joined, 1e-6 * (poisson == 0)), growth)


def _clipped(square: Array, mean: Array) -> Array:
    """Squared errors held to four times each series' own 95 % quantile, so that one spike does not set the width."""
    if not np.any(~np.isnan(square)):
        return square
    flat = np.sort(np.moveaxis(square, 1, 0).reshape(square.shape[1], -1), axis=1)
    number = np.sum(~np.isnan(flat), axis=1)
    place = np.maximum((0.95 * (number - 1)).astype(int), 0)
    usual = np.nansum(mean, axis=(0, 2)) / np.maximum(number, 1)
    limit = np.fmax(4 * np.take_along_axis(flat, place[:, None], axis=1)[:, 0], 25 * (usual + 1))
    return np.asarray(np.minimum(square, limit[:, None]))


def _growth(excess: Array, square: Array) -> Array:
    """Uncertainty grows with the horizon: a line through the panel's dispersion, mean 1, never falling ``[H]``."""
    horizon = excess.shape[2]
    scale = np.maximum(np.nanmean(square, axis=(0, 2), keepdims=True), 1e-9) if square.size else 1.0
    numbers = np.sum(~np.isnan(excess), axis=(0, 1))
    if horizon < 3 or numbers.min() < 30:
        return np.ones(horizon)
    ratio = np.nansum(np.clip(excess / scale, -5, 5), axis=(0, 1)) / numbers
    slope, base = np.polyfit(np.arange(horizon), ratio, 1, w=np.sqrt(numbers))
    line = np.maximum(base + max(slope, 0.0) * np.arange(horizon), 1e-9)
    clipped = np.clip(line / line.mean(), 0.4, 2.5)
    return np.asarray(clipped / clipped.mean())


def _pooled(excess: Array, square: Array, n_errors: Array) -> Array:
    """The dispersion usual among series of like size ``[n]``: a kernel mean over the logarithm of their level.

    Large counts are relatively steadier than small ones. A series counts by the precision of its own dispersion,
    whose standard deviation goes with ``1 / mean + dispersion``, so that sparse and erratic ones count little.
    """
    if n_errors.sum() == 0:
        return np.full(len(n_errors), DEFAULT_DISPERSION)
    size = np.sqrt(square / np.maximum(n_errors, 1)) + 1e-3
    own = excess / np.maximum(square, 1e-12)
    precision = n_errors / (1 / size + np.maximum(own, LEAST_DISPERSION)) ** 2
    grid = np.arange(np.log(size).min(), np.log(size).max() + BANDWIDTH, BANDWIDTH / 2)
    kernel = np.exp(-0.5 * ((grid[:, None] - np.log(size)) / BANDWIDTH) ** 2) * precision
    usual = (kernel @ own) / np.maximum(kernel.sum(axis=1), 1e-300)
    return np.asarray(np.clip(np.interp(np.log(size), grid, usual), 0.0, 5.0))


def _under_dispersed(actual: Array, mean: Array, joined: Array, n_errors: Array) -> Array:
    """Variance over mean where the errors are smaller than Poisson's, else 1 ``[n]``."""
    error = np.nan_to_num((actual - mean) ** 2).sum(axis=(0, 2))
    base = np.where(np.isnan(actual), 0, mean).sum(axis=(0, 2))
    prior = PRIOR_UNDER / np.maximum(n_errors, 1)
    ratio = (error + prior * base) / np.maximum(base * (1 + prior), 1e-12)
    return np.where((joined < 0) & (n_errors > 0), np.clip(ratio, 0.02, 1.0), 1.0)
