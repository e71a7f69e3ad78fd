"""Levels that follow the data: the discounted gamma-Poisson filter and damped trends, all series at once.

The filter is the power steady model of Smith (1979) and Harvey and Fernandes (1989): past counts and past exposures are
both discounted by delta a step, and the level is their ratio. It copes with zeros, gaps and steps of small exposure,
where smoothing the ratio count/season would not.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from brain.forecast.levels import Array

Ints = NDArray[np.int64]


@njit(cache=True)
def _deviance(y: float, mean: float) -> float:
    """Poisson deviance of one count."""
    floor = max(mean, 1e-6)
    return 2 * ((y * np.log(y / floor) if y > 0 else 0.0) - (y - floor))


@njit(cache=True, parallel=True)
def discount_filter(
    y: Array, season: Array, deltas: Array, start: Array, leads: Ints, first: int
) -> tuple[Array, Array]:
    """Final level ``[n, d]`` and mean deviance over ``leads`` ``[n, d]`` from step ``first`` on.

    ``y [n, T]`` (NaN: missing), ``season [n, >=T]``, ``start [n]``: the level before any data.
    """
    n, n_steps = y.shape
    level, loss = np.empty((n, len(deltas))), np.zeros((n, len(deltas)))
    for i in prange(n):
        for d in range(len(deltas)):
            past = np.empty(n_steps)
            events, exposure, seen = start[i], 1.0, 0
            for t in range(n_steps):
                past[t] = events / exposure
                if np.isnan(y[i, t]):
                    continue
                for lead in leads:
                    if t >= first and t - lead + 1 >= 0:
                        loss[i, d] += _deviance(y[i, t], past[t - lead + 1] * season[i, t])
                        seen += 1
                events = deltas[d] * events + y[i, t]
                exposure = deltas[d] * exposure + season[i, t]
            level[i, d] = events / exposure
            loss[i, d] /= max(seen, 1)
    return level, loss


@njit(cache=True, parallel=True)
def damped_trend(
    y: Array, season: Array, grid: Array, start: Array, leads: Ints, first: int
) -> tuple[Array, Array, Array]:
    """Damped additive trend (Gardner and McKenzie 1985) of y/season for each (alpha, beta, phi) of ``grid [g, 3]``.

    Returns final level, final slope and mean deviance over ``leads``, each ``[n, g]``.
    """
    n, n_steps = y.shape
    shape = (n, len(grid))
    level, slope, loss = np.empty(shape), np.empty(shape), np.zeros(shape)
    for i in prange(n):
        for g in range(len(grid)):
            alpha, beta, phi = grid[g, 0], grid[g, 1], grid[g, 2]
            levels, slopes = np.empty(n_steps), np.empty(n_steps)
            reaches = phi * (1 - phi ** leads.astype(np.float64)) / (1 - phi)
            current, trend, seen = start[i], 0.0, 0
            for t in range(n_steps):
                levels[t], slopes[t] = current, trend
                predicted = max(current + phi * trend, 0.0)
                if np.isnan(y[i, t]):
                    continue
                for k in range(len(leads)):
                    origin = t - leads[k] + 1
                    if t >= first and origin >= 0:
                        ahead = max(levels[origin] + reaches[k] * slopes[origin], 0.05 * levels[origin])
                        loss[i, g] += _deviance(y[i, t], ahead * season[i, t])
                        seen += 1
                error = y[i, t] / season[i, t] - predicted
                current = max(predicted + alpha * error, 0.0)
                trend = phi * trend + alpha * beta * error
            level[i, g], slope[i, g] = current, trend
            loss[i, g] /= max(seen, 1)
    return level, slope, loss
