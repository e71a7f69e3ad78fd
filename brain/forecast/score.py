"""Scores of forecasts: weighted interval score, absolute scaled error, coverage."""

from __future__ import annotations

import numpy as np

from brain.forecast.levels import LEVELS, Array


def wis(y: Array, quantiles: Array, levels: tuple[float, ...] = LEVELS) -> Array:
    """Weighted interval score ``[m]`` of quantiles ``[m, q]`` (Bracher, Ray, Gneiting and Reich 2021, eq. 2).

    Written as the mean of twice the quantile loss over the levels, to which their weighting by half the interval's
    miss probability reduces (their section 2.2).
    """
    gap = np.asarray(y, dtype=float)[:, None] - quantiles
    tau = np.array(levels)
    return np.asarray(2 * np.mean(np.maximum(gap * tau, -gap * (1 - tau)), axis=1))


def is_covered(y: Array, quantiles: Array, level: float = 0.95) -> Array:
    """1 where the central interval of that level holds the outcome, else 0 ``[m]``."""
    low = LEVELS.index(round((1 - level) / 2, 4))
    high = LEVELS.index(round((1 + level) / 2, 4))
    return np.asarray((y >= quantiles[:, low]) & (y <= quantiles[:, high]), dtype=float)


def absolute_scaled_error(y: Array, mean: Array, history: Array, season: int) -> Array:
    """Absolute error over the history's mean absolute seasonal-naive error (Hyndman and Koehler 2006).

    ``y [n, H]``, ``mean [n, H]``, ``history [n, T]`` (NaN: missing). NaN where the history never changed.
    """
    steps = np.abs(history[:, season:] - history[:, :-season])
    number = np.sum(~np.isnan(steps), axis=1)
    scale = np.nansum(steps, axis=1) / np.maximum(number, 1)
    return np.abs(y - mean) / np.where(scale > 0, scale, np.nan)[:, None]
