"""Quasi-Poisson log-linear regression of many series on one design at once.

Iteratively re-weighted least squares in matrix form: the normal matrices of all series are one product of the weights
[series × steps] with the pairwise products of regressors, so the cost is linear in series and runs at BLAS speed.
A normal prior on the coefficients (ridge) keeps sparse and short series stable.
"""

from __future__ import annotations

import numpy as np

from brain.detect.judgement import Floats

_MAX_LOG = 30.0
_MAX_STEP = 3.0
_NEARLY_THERE = 1e-4
"""Newton steps square the error: after one so small the coefficients are right to about 1e-8."""


def pair_products(columns: Floats) -> Floats:
    """[steps × p(p+1)/2] products of every pair of regressors, upper triangle."""
    first, second = np.triu_indices(columns.shape[1])
    return columns[:, first] * columns[:, second]


def fit(
    counts: Floats,
    columns: Floats,
    products: Floats,
    precision: Floats,
    start: Floats,
    iterations: int,
) -> tuple[Floats, Floats]:
    """Coefficients [series × p] and their covariance at phi = 1 [series × p × p].

    ``counts`` is [series × steps] (NaN: missing); prior ``precision`` and ``start`` (where to begin): [series × p].
    """
    beta = start.copy()
    known = ~np.isnan(counts)
    filled = np.where(known, counts, 0.0)
    p = columns.shape[1]
    first, second = np.triu_indices(p)
    normal = np.empty((len(counts), p, p))
    for _ in range(iterations):
        mu = np.exp(np.clip(beta @ columns.T, -_MAX_LOG, _MAX_LOG))
        mu *= known
        packed = mu @ products
        normal[:, first, second] = packed
        normal[:, second, first] = packed
        normal[:, range(p), range(p)] += precision
        gradient = (filled - mu) @ columns - precision * beta
        step = np.linalg.solve(normal, gradient[:, :, None])[:, :, 0]
        largest = np.abs(step).max(axis=1, keepdims=True)
        beta += step * np.minimum(1.0, _MAX_STEP / np.maximum(largest, 1e-300))
        if largest.max() < _NEARLY_THERE:
            break
    return beta, np.linalg.inv(normal).astype(np.float64, copy=False)


def initial(counts: Floats, p: int) -> Floats:
    """Intercept-only coefficients to begin with."""
    start = np.zeros((len(counts), p))
    start[:, 0] = np.log((np.nansum(counts, axis=1) + 0.1) / ((~np.isnan(counts)).sum(axis=1) + 0.1))
    return start
