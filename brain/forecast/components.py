"""The component forecasts: what each simple model expects at every coming step, seen from one origin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from brain.forecast.levels import SEASON, Array, Freq
from brain.forecast.regime import due_again, shifted
from brain.forecast.smooth import Ints, damped_trend, discount_filter

DELTAS = np.array([0.2, 0.5, 0.65, 0.8, 0.88, 0.93, 0.96, 0.98, 0.99, 0.996])
SLOW = {"D": 0.99, "W": 0.96, "M": 0.88}
FAST = {"D": 0.88, "W": 0.65, "M": 0.5}
TRENDS = np.array(
    [
        (0.1, 0.1, 0.9),
        (0.3, 0.1, 0.9),
        (0.6, 0.1, 0.9),
        (0.3, 0.1, 0.995),
        (0.1, 0.3, 0.97),
        (0.3, 0.3, 0.97),
        (0.6, 0.4, 0.97),
    ]
)
"""Smoothing of level and slope, damping, of the candidate damped trends."""
GROWTH = {"D": (0.8, 0.93), "W": (0.5, 0.8), "M": (0.5, 0.8)}
GROWTH_DAMPING = 0.9
LOSS_STEPS = {"D": 365, "W": 156, "M": 60}
"""Last steps on which smoothing is chosen: how the series behaves now."""
NAMES = ("level", "slow", "fast", "trend", "growth", "seasonal")
POOL_STRENGTH = 60.0
"""Steps of the panel's mean loss that each series' own loss is joined with when its smoothing is chosen."""


@dataclass(frozen=True)
class View:
    """All that is known at an origin: values ``[n, T]`` up to it, season factors ``[n, T + H]`` and the frequency."""

    values: Array
    season: Array
    freq: Freq

    @property
    def horizon(self) -> int:
        """H."""
        return int(self.season.shape[1] - self.values.shape[1])

    @property
    def ahead(self) -> Array:
        """Season factors of the coming steps ``[n, H]``."""
        return self.season[:, self.values.shape[1] :]


def component_means(view: View, start: Array) -> Array:
    """Expected values ``[n, C, H]`` of the components in ``NAMES``; ``start [n]``: each series' overall level."""
    leads = np.unique(np.array([1, (view.horizon + 1) // 2, view.horizon]))
    n_steps = view.values.shape[1]
    first = max(min(2 * SEASON[view.freq], n_steps // 3), n_steps - LOSS_STEPS[view.freq])
    level, loss = discount_filter(view.values, view.season, DELTAS, start, leads, first)
    own = np.take_along_axis(level, _choose(loss, view.values)[:, None], axis=1)
    slow = level[:, [int(np.argmin(np.abs(DELTAS - SLOW[view.freq])))]]
    fast = level[:, [int(np.argmin(np.abs(DELTAS - FAST[view.freq])))]]
    flat = [base * view.ahead for base in (own, slow, fast)]
    trend = _trend(view, start, leads, first)
    made = np.stack([*flat, trend, _growth(view, level), _seasonal(view, own)], axis=1)
    for regime in (shifted(view.values, view.season, view.freq), due_again(view.values, view.season, view.freq)):
        made = made if regime is None else regime.blend(made)
    return made


def _choose(loss: Array, values: Array) -> Ints:
    """Index of the smoothing with least loss ``[n]``, each series' loss joined with the panel's."""
    scale = np.maximum(loss.min(axis=1, keepdims=True), 1e-9)
    relative = loss / scale
    weight = np.sum(~np.isnan(values), axis=1, keepdims=True)
    pooled = np.average(relative, axis=0, weights=weight[:, 0])
    joined = (relative * weight + pooled * POOL_STRENGTH) / (weight + POOL_STRENGTH)
    chosen: Ints = np.argmin(joined, axis=1)
    return chosen


def _trend(view: View, start: Array, leads: Ints, first: int) -> Array:
    level, slope, loss = damped_trend(view.values, view.season, TRENDS, start, leads, first)
    chosen = _choose(loss, view.values)
    rows = np.arange(len(chosen))
    phi = TRENDS[chosen, 2][:, None]
    reach = phi * (1 - phi ** np.arange(1, view.horizon + 1)) / (1 - phi)
    base = level[rows, chosen][:, None]
    return np.asarray(np.maximum(base + reach * slope[rows, chosen][:, None], 0.05 * base) * view.ahead)


def _growth(view: View, level: Array) -> Array:
    """Damped exponential growth: the rate is the log ratio of two levels over the difference of their mean ages."""
    quick, calm = (int(np.argmin(np.abs(DELTAS - delta))) for delta in GROWTH[view.freq])
    age = DELTAS / (1 - DELTAS)
    floor = 0.5 / np.maximum(np.sum(~np.isnan(view.values), axis=1), 1)
    ratio = (level[:, quick] + floor) / (level[:, calm] + floor)
    rate = np.clip(np.log(ratio) / (age[calm] - age[quick]), -0.5, 0.7)[:, None]
    reach = age[quick] + GROWTH_DAMPING * (1 - GROWTH_DAMPING ** np.arange(1, view.horizon + 1)) / (1 - GROWTH_DAMPING)
    return np.asarray(level[:, [quick]] * np.exp(np.clip(rate * reach, -2, 2)) * view.ahead)


def _seasonal(view: View, own: Array) -> Array:
    """The last seasons' values at the same place in the season, months and weeks scaled by the year's growth."""
    period, n_steps = SEASON[view.freq], view.values.shape[1]
    fallback = own * view.ahead
    if n_steps < 2 * period:
        return fallback
    place = n_steps - period + np.arange(view.horizon) % period
    seasons = min(4, n_steps // period) if view.freq == "D" else 1
    stack = np.stack([view.values[:, place - k * period] for k in range(seasons)])
    known = ~np.isnan(stack)
    mean = np.nan_to_num(stack).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    grown = mean if view.freq == "D" else mean * _yearly_growth(view.values, period)
    return np.where(known.any(axis=0), grown, fallback)


def _yearly_growth(values: Array, period: int) -> Array:
    """Last year over the year before, held between a half and two ``[n, 1]``."""
    last, before = values[:, -period:], values[:, -2 * period : -period]
    both = ~np.isnan(last) & ~np.isnan(before)
    ratio = (np.where(both, last, 0).sum(axis=1) + 1e-9) / (np.where(both, before, 0).sum(axis=1) + 1e-9)
    return np.asarray(np.clip(ratio, 0.5, 2.0)[:, None])
