"""The quasi-Poisson regression of the improved Farrington algorithm, one fit a judged step.

Iteratively re-weighted least squares with the starting values and stopping rule of R's ``glm`` (McCullagh & Nelder
1989, ch. 2), so that results agree to rounding. Design: a level for each seasonal group and a slope in time; the
normal equations are an arrow matrix, solved by its Schur complement in time linear in the observations.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_MAX_ITERATIONS = 25
_EPSILON = 1e-8
_OUTLIER = 2.58
_SMALLEST = 2.220446049250313e-16


@njit(cache=True, nogil=True)
def _fit(y, t, g, prior, n_groups, with_trend, level, mu, weight, hat):  # type: ignore[no-untyped-def]
    """Fills ``level``, ``mu``, ``weight`` and ``hat``; returns (slope, dispersion, converged)."""
    n = len(y)
    eta = np.log(y + 0.1)
    for i in range(n):
        mu[i] = y[i] + 0.1
    slope, deviance, converged = 0.0, np.inf, False
    sum_w, sum_wt, sum_wz = np.zeros(n_groups), np.zeros(n_groups), np.zeros(n_groups)
    spread = 0.0
    for _ in range(_MAX_ITERATIONS):
        sum_w[:], sum_wt[:], sum_wz[:] = 0.0, 0.0, 0.0
        sum_wtt, sum_wtz = 0.0, 0.0
        for i in range(n):
            w = prior[i] * mu[i]
            z = eta[i] + (y[i] - mu[i]) / mu[i]
            weight[i] = w
            sum_w[g[i]] += w
            sum_wt[g[i]] += w * t[i]
            sum_wz[g[i]] += w * z
            sum_wtt += w * t[i] * t[i]
            sum_wtz += w * t[i] * z
        spread = sum_wtt
        slope_numerator = sum_wtz
        for j in range(n_groups):
            if sum_w[j] > 0:
                spread -= sum_wt[j] ** 2 / sum_w[j]
                slope_numerator -= sum_wt[j] * sum_wz[j] / sum_w[j]
        slope = slope_numerator / spread if with_trend else 0.0
        for j in range(n_groups):
            level[j] = (sum_wz[j] - slope * sum_wt[j]) / sum_w[j] if sum_w[j] > 0 else -np.inf
        previous, deviance = deviance, 0.0
        for i in range(n):
            eta[i] = level[g[i]] + slope * t[i]
            mu[i] = max(np.exp(eta[i]), _SMALLEST)
            part = y[i] * np.log(y[i] / mu[i]) if y[i] > 0 else 0.0
            deviance += 2 * prior[i] * (part - (y[i] - mu[i]))
        if not np.isfinite(deviance):
            break
        if abs(deviance - previous) / (abs(deviance) + 0.1) < _EPSILON:
            converged = True
            break
    pearson, n_levels = 0.0, 0
    for j in range(n_groups):
        n_levels += sum_w[j] > 0
    for i in range(n):
        pearson += weight[i] * ((y[i] - mu[i]) / mu[i]) ** 2
        hat[i] = weight[i] / sum_w[g[i]]
        if with_trend:
            hat[i] += weight[i] * (t[i] - sum_wt[g[i]] / sum_w[g[i]]) ** 2 / spread
    freedom = n - n_levels - with_trend
    return slope, max(pearson / freedom, 1.0) if freedom > 0 else np.nan, converged


@njit(cache=True, nogil=True)
def _reweight(y, mu, hat, phi, prior):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(len(y)):
        anscombe = 1.5 * (y[i] ** (2 / 3) * mu[i] ** (-1 / 6) - np.sqrt(mu[i])) / np.sqrt(phi * (1 - hat[i]))
        prior[i] = anscombe**-2 if anscombe > _OUTLIER else 1.0
        total += prior[i]
    for i in range(len(y)):
        prior[i] *= len(y) / total


@njit(cache=True, nogil=True)
def _fit_reweighted(y, t, g, n_groups, with_trend):  # type: ignore[no-untyped-def]
    """Level of the last group, slope, dispersion, converged."""
    n = len(y)
    prior, mu, weight, hat, level = np.ones(n), np.empty(n), np.empty(n), np.empty(n), np.empty(n_groups)
    slope, phi, converged = _fit(y, t, g, prior, n_groups, with_trend, level, mu, weight, hat)
    if with_trend and not converged:
        with_trend = False
        slope, phi, converged = _fit(y, t, g, prior, n_groups, False, level, mu, weight, hat)
    if converged:
        _reweight(y, mu, hat, phi, prior)
        slope, phi, _ = _fit(y, t, g, prior, n_groups, with_trend, level, mu, weight, hat)
    return level[n_groups - 1], slope, phi, converged


@njit(cache=True, nogil=True)
def expected_count(  # type: ignore[no-untyped-def]
    counts: NDArray[np.float64],
    first: int,
    stop: int,
    group_of_lag: NDArray[np.int64],
    n_groups: int,
    with_trend: bool,
    expected: NDArray[np.float64],
    phi: NDArray[np.float64],
):
    """Fills ``expected`` and ``phi`` ([series × steps]) for the columns ``first`` to ``stop``.

    The trend is dropped where its extrapolation passes the largest count of the baseline.
    """
    reach = len(group_of_lag)
    y, t, g = np.empty(reach), np.empty(reach), np.empty(reach, np.int64)
    for s in range(len(counts)):
        for k in range(first, stop):
            n, largest = 0, 0.0
            for lag in range(reach - 1, 0, -1):
                value = counts[s, k - lag]
                if group_of_lag[lag] > 0 and not np.isnan(value):
                    y[n], t[n], g[n] = value, -lag, group_of_lag[lag] - 1
                    largest = max(largest, value)
                    n += 1
            if n == 0:
                continue
            level, _, ratio, converged = _fit_reweighted(y[:n], t[:n], g[:n], n_groups, with_trend)
            if with_trend and not (converged and np.exp(level) <= largest):
                level, _, ratio, converged = _fit_reweighted(y[:n], t[:n], g[:n], n_groups, False)
            if converged and not np.isinf(level):
                expected[s, k], phi[s, k] = np.exp(level), ratio
