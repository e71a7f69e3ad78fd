"""Isolated spikes: single days far above the month before them, which say nothing about tomorrow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from brain.forecast.levels import Array

WINDOW = 28
GAP = 2
LIMIT_SD = 8.0
"""Standard deviations of the window's values above its mean."""


def far_above(values: Array) -> NDArray[np.bool_]:
    """True where a value lies far above the ``WINDOW`` steps that end ``GAP`` steps before it ``[n, T]``; past only."""
    known = ~np.isnan(values)
    filled = np.nan_to_num(values)
    number, total, square = (_window_sum(part) for part in (known.astype(float), filled, filled**2))
    mean = total / np.maximum(number, 1)
    variance = np.maximum(square / np.maximum(number, 1) - mean**2, mean)
    return np.asarray(known & (number >= WINDOW / 2) & (values > mean + LIMIT_SD * np.sqrt(variance + 1)))


def without_spikes(values: Array, is_far: NDArray[np.bool_], is_kept: NDArray[np.bool_]) -> Array:
    """Values up to an origin with isolated spikes made unknown, but for steps ``is_kept [T]`` (holidays).

    A spike is isolated if neither neighbour is far above too; at the origin only the step before is known.
    """
    far = is_far[:, : values.shape[1]]
    beside = np.zeros_like(far)
    beside[:, :-1] |= far[:, 1:]
    beside[:, 1:] |= far[:, :-1]
    return np.where(far & ~beside & ~is_kept[: values.shape[1]], np.nan, values)


def _window_sum(values: Array) -> Array:
    """Sum over the window before each step ``[n, T]``."""
    summed = np.cumsum(np.pad(values, ((0, 0), (WINDOW + GAP, 0))), axis=1)
    return np.asarray(summed[:, WINDOW : WINDOW + values.shape[1]] - summed[:, : values.shape[1]])
