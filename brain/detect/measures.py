"""Judges measured values (air quality, rainfall): is today's daily mean unusually high for its season and weekday?

A robust ridge regression on the calendar of :mod:`.design` gives the usual value (on the log scale where nothing is
negative), and a slow average of its errors the level of late. The p-value is the rank of today's error among those of
the past, its far tail an exponential fitted to the largest twentieth (peaks over threshold; Coles 2001, *An
Introduction to Statistical Modeling of Extreme Values*, ch. 4), so that no law of the values is assumed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from brain.detect.default import GUARD, MIN_HISTORY, REFIT_EVERY
from brain.detect.design import NO_SEASONS, Design, Holidays, Seasons, calendar_design
from brain.detect.judgement import Floats, Judgement, blank_judgement

_ROUNDS = 6
_HUBER = 1.5
_LEVEL_HALF_LIFE_DAYS = 28.0
_LEVEL_PRIOR_DAYS = 5.0
_TAIL_SHARE = 0.05
_TAIL_PRIOR = 5.0
_NORMAL_MEAN_EXCESS = 0.37
"""Mean excess of a standard normal over its 95 % point."""


def judge(
    values: Floats,
    days: NDArray[np.datetime64],
    first: int,
    alpha: float,
    holidays: Holidays = None,
    seasons: Seasons = NO_SEASONS,
) -> Judgement:
    """Judges the columns of ``values`` ([series × days], NaN: missing) from ``first`` on, each from its past alone."""
    design = calendar_design(days, "D", holidays, seasons)
    result = blank_judgement(values)
    stride = REFIT_EVERY["D"]
    for row, series in enumerate(values):
        for origin in range(first - first % stride, len(days), stride):
            past = series[: max(origin - GUARD["D"] + 1, 0)]
            known = ~np.isnan(past)
            if known.sum() >= MIN_HISTORY["D"]:
                is_positive = bool(past[known].min() >= 0)
                scaled = np.log1p(np.maximum(series, 0.0)) if is_positive else series
                steps = range(max(origin, first), min(origin + stride, len(days)))
                _judge_steps(scaled, design, known, steps, alpha, is_positive, result.rows(slice(row, row + 1)))
    return result


def _judge_steps(
    scaled: Floats,
    design: Design,
    known: NDArray[np.bool_],
    steps: range,
    alpha: float,
    is_positive: bool,
    result: Judgement,
) -> None:
    usual = design.columns @ _fit(scaled[: len(known)], design, known)
    error = scaled - usual
    level = _levels(error, len(known))
    past = (error - level)[: len(known)][known]
    tail = _Tail(past * np.sqrt(known.sum() / max(known.sum() - design.columns.shape[1] / 2, 10.0)))
    back = np.expm1 if is_positive else np.asarray
    for step in steps:
        if np.isnan(scaled[step]):
            continue
        expected = usual[step] + level[step]
        p_value = tail.chance(scaled[step] - expected)
        result.expected[0, step] = back(expected)
        result.p_value[0, step] = p_value
        result.threshold[0, step] = back(expected + tail.quantile(alpha))
        result.is_alarm[0, step] = p_value < alpha


def _fit(scaled: Floats, design: Design, known: NDArray[np.bool_]) -> Floats:
    """Coefficients by Huber's M-estimation with the design's prior, given in units of the errors' scale."""
    columns, y = design.columns[: len(known)][known], scaled[known]
    precision = design.prior(np.array([known.sum()]))[0]
    weight: Floats = np.ones(len(y))
    beta: Floats = np.zeros(columns.shape[1])
    scale = max(float(np.std(y)), 1e-9)
    for _ in range(_ROUNDS):
        normal = (columns * weight[:, None]).T @ columns + np.diag(precision * scale**2)
        beta = np.linalg.solve(normal, columns.T @ (weight * y)).astype(np.float64)
        error = np.abs(y - columns @ beta)
        scale = max(float(np.median(error)) * 1.4826, 1e-9)
        weight = np.minimum(1.0, _HUBER * scale / np.maximum(error, 1e-12)).astype(np.float64)
    return beta


def _levels(error: Floats, n_past: int) -> Floats:
    """Discounted mean of the errors up to a week before each day; those far out, by the first ``n_past``, drawn in."""
    limit = 2 * float(np.nanmedian(np.abs(error[:n_past]))) * 1.4826
    clipped = np.where(np.isnan(error), 0.0, np.clip(error, -limit, limit))
    seen = (~np.isnan(error)).astype(np.float64)
    decay, guard = 0.5 ** (1 / _LEVEL_HALF_LIFE_DAYS), GUARD["D"]
    level = np.zeros(len(error))
    total = weight = 0.0
    for day in range(guard, len(error)):
        total = decay * total + clipped[day - guard]
        weight = decay * weight + seen[day - guard]
        level[day] = total / (weight + _LEVEL_PRIOR_DAYS)
    return level


class _Tail:
    """Chance of an error as large among past ones ([n])."""

    def __init__(self, past: Floats) -> None:
        self._sorted = np.sort(past)
        self._limit = float(np.quantile(past, 1 - _TAIL_SHARE))
        beyond = past[past > self._limit] - self._limit
        spread = max(float(np.median(np.abs(past))) * 1.4826, 1e-9)
        prior = _TAIL_PRIOR * _NORMAL_MEAN_EXCESS * spread
        self._mean_excess = float((beyond.sum() + prior) / (len(beyond) + _TAIL_PRIOR))
        self._share = (len(beyond) + 1) / (len(past) + 1)

    def chance(self, error: float) -> float:
        """p-value."""
        if error > self._limit:
            return float(self._share * np.exp(-(error - self._limit) / self._mean_excess))
        n = len(self._sorted)
        return float((n - np.searchsorted(self._sorted, error) + 1) / (n + 1))

    def quantile(self, alpha: float) -> float:
        """The error passed with chance ``alpha``."""
        if alpha < self._share:
            return self._limit + self._mean_excess * float(np.log(self._share / alpha))
        return float(np.quantile(self._sorted, 1 - alpha))
