"""Seasonal and holiday effects of many series at once: a Poisson regression with pooled, estimated priors.

Each series has log-mean = slow level (hat functions) + effects of weekday, time of year and holidays. The effects of
all series share a normal prior whose mean and spread are estimated by EM (empirical Bayes; Efron and Morris 1973), so a
sparse series borrows the panel's pattern and a rich one keeps its own. Newton steps run for all series together: the
information matrices are one matrix product with the columns' pairwise products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from brain.forecast.levels import YEAR, Array, Freq

Single = NDArray[np.float32]
HALF_LIFE_YEARS = 2.5
"""Older years count less: patterns drift."""
MIN_POOL = 4
"""Fewer series keep the fixed prior."""


@dataclass
class SeasonFit:
    """Coefficients ``beta [n, p]`` with the prior they share; the first ``n_slow`` columns are the slow level."""

    beta: Array
    prior_mean: Array
    prior_sd: Array
    n_slow: int

    def factors(self, columns: Array) -> Array:
        """Multiplicative season ``[n, steps]`` for the seasonal design ``columns [steps, p - n_slow]``."""
        return np.exp(np.clip(self.beta[:, self.n_slow :] @ columns.T, -3, 3))


def fit(values: Array, columns: Array, prior: Array, exposure: Array, freq: Freq, start: SeasonFit | None) -> SeasonFit:
    """Fit ``values [n, T]`` (NaN: missing) on ``columns [T, p]``; ``start`` warms up from an earlier origin's fit."""
    slow = _slow_basis(values.shape[1], freq)
    design = np.concatenate([slow, columns], axis=1).astype(np.float32)
    known = ~np.isnan(values)
    age = np.arange(values.shape[1])[::-1] / (HALF_LIFE_YEARS * YEAR[freq])
    weight = (known * 0.5**age).astype(np.float32)
    counts = np.nan_to_num(values).astype(np.float32)
    total = (weight * exposure.astype(np.float32)).sum(axis=1)
    offset = np.log(np.maximum((weight * counts).sum(axis=1) / np.maximum(total, 1e-9), 1e-6))
    log_exposure = (offset[:, None] + np.log(exposure)[None, :]).astype(np.float32)
    fitted = _begin(len(values), slow.shape[1], prior, start)
    for step in range(6 if start is None else 2):
        spread = _newton_step(fitted, design, counts, weight, log_exposure)
        if step >= (3 if start is None else 0) and len(values) >= MIN_POOL:
            _update_prior(fitted, spread, prior)
    return fitted


def _begin(n: int, n_slow: int, prior: Array, start: SeasonFit | None) -> SeasonFit:
    prior_sd = np.concatenate([np.full(n_slow, 1.0), prior])
    if start is None:
        return SeasonFit(np.zeros((n, len(prior_sd))), np.zeros(len(prior_sd)), prior_sd, n_slow)
    beta = np.zeros((n, len(prior_sd)))
    beta[:, n_slow:] = start.beta[:, start.n_slow :]
    prior_sd[n_slow:] = start.prior_sd[start.n_slow :]
    mean = np.concatenate([np.zeros(n_slow), start.prior_mean[start.n_slow :]])
    return SeasonFit(beta, mean, prior_sd, n_slow)


def _slow_basis(n_steps: int, freq: Freq) -> Array:
    """Hat functions half a year apart (a year for months), anchored at the origin ``[T, k]``."""
    gap = YEAR[freq] / (1 if freq == "M" else 2)
    knots = np.arange(int(np.ceil((n_steps - 1) / gap)) + 1) * gap
    back = np.arange(n_steps)[::-1]
    return np.asarray(np.maximum(0.0, 1 - np.abs(back[:, None] - knots[None, :]) / gap))


def _newton_step(fitted: SeasonFit, design: Single, counts: Single, weight: Single, offset: Single) -> Array:
    """One damped Newton step for every series; returns the posterior variances ``[n, p]``."""
    rate = np.exp(np.clip(fitted.beta.astype(np.float32) @ design.T + offset, -20, 25))
    residual = weight * (counts - rate)
    noise = _dispersion(counts, rate, weight)
    information = _information(design, weight * rate) / noise[:, None, None]
    precision = 1 / fitted.prior_sd**2
    information[:, np.arange(len(precision)), np.arange(len(precision))] += precision
    gradient = (residual @ design) / noise[:, None] - (fitted.beta - fitted.prior_mean) * precision
    covariance = np.linalg.inv(information)
    fitted.beta += np.clip(np.einsum("nij,nj->ni", covariance, gradient), -1.0, 1.0)
    return np.ascontiguousarray(np.diagonal(covariance, axis1=1, axis2=2))


def _dispersion(counts: Single, rate: Single, weight: Single) -> Array:
    """Pearson dispersion of each series, at least 1 (Poisson) ``[n]``."""
    pearson = (weight * (counts - rate) ** 2 / np.maximum(rate, 1e-3)).sum(axis=1)
    return np.asarray(np.maximum(pearson / np.maximum(weight.sum(axis=1), 1e-6), 1.0), dtype=np.float64)


def _information(design: Single, weight: Single) -> Array:
    """X'WX of every series ``[n, p, p]``, from one product with the distinct pairs of columns."""
    rows, cols = np.triu_indices(design.shape[1])
    packed = weight @ (design[:, rows] * design[:, cols])
    full = np.empty((len(weight), design.shape[1], design.shape[1]))
    full[:, rows, cols] = packed
    full[:, cols, rows] = packed
    return full


def _update_prior(fitted: SeasonFit, variance: Array, prior: Array) -> None:
    """EM: the effects' mean and spread over the panel's series; the slow level keeps its own."""
    beta = fitted.beta[:, fitted.n_slow :]
    fitted.prior_mean[fitted.n_slow :] = beta.mean(axis=0)
    spread = ((beta - beta.mean(axis=0)) ** 2 + variance[:, fitted.n_slow :]).mean(axis=0)
    fitted.prior_sd[fitted.n_slow :] = np.clip(np.sqrt(spread), 0.02 * prior, 2 * prior)
