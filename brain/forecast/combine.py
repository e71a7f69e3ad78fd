"""Weights of the components by their past scores, each series' record joined with the panel's."""

from __future__ import annotations

import numpy as np

from brain.forecast.levels import Array

SHARPNESS = 25.0
"""Weight falls by e for each 1/25 of worse score."""
PRIOR_SCORES = 60.0
"""Scores that the panel's mean record counts for beside a series' own."""


def weights(scores: Array) -> Array:
    """Weights ``[n, C]``, rows summing to 1, from past WIS ``[K, n, C, H]`` (NaN: no outcome). No scores: equal."""
    numbers = np.sum(~np.isnan(scores), axis=(0, 3)).astype(float)
    mean = np.nansum(scores, axis=(0, 3)) / np.maximum(numbers, 1)
    usual = mean.mean(axis=1, keepdims=True)
    relative = np.where((numbers > 0) & (usual > 0), mean / np.maximum(usual, 1e-12), 1.0)
    told = numbers[:, 0].sum()
    pooled = np.average(relative, axis=0, weights=numbers[:, 0]) if told else np.ones(relative.shape[1])
    joined = (relative * numbers + pooled * PRIOR_SCORES) / (numbers + PRIOR_SCORES)
    raw = np.exp(-SHARPNESS * (joined - joined.min(axis=1, keepdims=True)))
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def combined(means: Array, weight: Array) -> Array:
    """Weighted means ``[..., n, H]`` of components ``[..., n, C, H]``."""
    return np.asarray(np.einsum("...nch,nc->...nh", means, weight))
