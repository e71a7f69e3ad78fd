"""A panel's forecast: components, weighted by past scores, with a calibrated count law.

At each of some past origins and at the present one, seasons and components are estimated from what was known there.
The past ones give the weights, the dispersion and the calibration; nothing at an origin reads beyond it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from brain.forecast.calendar import design, exposure
from brain.forecast.calibrate import Calibration, calibration
from brain.forecast.combine import combined, weights
from brain.forecast.components import View, component_means
from brain.forecast.law import law_wis, quantiles
from brain.forecast.levels import SEASON, Array
from brain.forecast.panel import Panel
from brain.forecast.season import SeasonFit, fit
from brain.forecast.spikes import far_above, without_spikes
from brain.forecast.spread import Spread, spread

N_ORIGINS = 12
REFIT_EVERY = 3
"""Past origins that share one estimate of the season, made at the earliest of them."""


@dataclass(frozen=True)
class PanelForecast:
    """``mean [n, H]``, ``quantiles [n, H, 23]``, and the components' ``weight [n, C]``."""

    mean: Array
    quantiles: Array
    weight: Array


@dataclass(frozen=True)
class _Past:
    """Outcomes ``[K, n, H]`` and component means ``[K, n, C, H]`` at past origins."""

    actual: Array
    means: Array


Reconcile = Callable[[Array, Array, Array], tuple[Array, Array]]
"""Coherent means ``[n, H]`` and past means ``[K, n, H]`` from means, past means and past outcomes."""


def forecast_panel(
    panel: Panel, horizon: int, reconcile: Reconcile | None = None, n_origins: int = N_ORIGINS
) -> PanelForecast:
    """Forecast ``horizon`` steps of every series of the panel, adding up where ``reconcile`` is given."""
    origins = past_origins(panel, horizon, n_origins)
    past, present = _all_means(panel, horizon, origins)
    is_count, n_known = panel.is_count(), np.sum(~np.isnan(panel.values), axis=1).astype(float)
    weight = weights(_scores(past, is_count, n_known))
    mean, past_mean = combined(present, weight), combined(past.means, weight)
    if reconcile is not None:
        mean, past_mean = reconcile(mean, past_mean, past.actual)
    law = spread(past.actual, past_mean, is_count, n_known)
    kind = _kind(law, is_count)
    moved = calibration(past.actual, past_mean, law.variance(past_mean), kind)
    return PanelForecast(mean, _quantiles(mean, law, kind, moved), weight)


def past_origins(panel: Panel, horizon: int, n_origins: int = N_ORIGINS) -> list[int]:
    """Numbers of steps known at the past origins, ascending; none where history is too short to hold any back."""
    gap = max(1, horizon // 2) if panel.freq == "D" else max(1, horizon // 6)
    n_steps = panel.n_steps
    least = max(4, min(2 * SEASON[panel.freq], n_steps // 2))
    origins = [n_steps - gap * k for k in range(1, n_origins + 1)]
    return sorted(origin for origin in origins if origin >= least)


def component_history(panel: Panel, horizon: int) -> Array:
    """Component means ``[K + 1, n, C, H]`` at the past origins and, last, at the present one."""
    past, present = _all_means(panel, horizon, past_origins(panel, horizon))
    return np.concatenate([past.means, present[None]])


def _all_means(panel: Panel, horizon: int, origins: list[int]) -> tuple[_Past, Array]:
    plan = design(panel, horizon)
    columns = plan.columns
    days = exposure(panel, horizon)
    padded = np.concatenate([panel.values, np.full((len(panel.values), horizon), np.nan)], axis=1)
    season: SeasonFit | None = None
    is_far, is_holiday = far_above(panel.values), _holiday_steps(panel)
    means = []
    for number, origin in enumerate([*origins, panel.n_steps]):
        values = without_spikes(panel.values[:, :origin], is_far, is_holiday)
        if number % REFIT_EVERY == 0 or origin == panel.n_steps:
            season = fit(values, columns[:origin], plan.prior(origin), days[:origin], panel.freq, season)
        means.append(_means_at(panel, values, horizon, season, columns, days))
    shape = (0, *means[0].shape)
    past = np.stack(means[:-1]) if origins else np.empty(shape)
    actual = np.stack([padded[:, o : o + horizon] for o in origins]) if origins else np.empty((0, len(padded), horizon))
    return _Past(actual, past), means[-1]


def _holiday_steps(panel: Panel) -> NDArray[np.bool_]:
    """Steps that are holidays, and all steps of monthly series: they are never spikes ``[T]``."""
    if panel.freq == "M":
        return np.ones(panel.n_steps, dtype=bool)
    return np.array([day.date() in panel.holidays for day in panel.days(0)], dtype=bool)


def _means_at(
    panel: Panel, values: Array, horizon: int, season: SeasonFit | None, columns: Array, days: Array
) -> Array:
    origin = values.shape[1]
    end = origin + horizon
    factors = (season.factors(columns[:end]) if season else 1.0) * days[:end]
    known = ~np.isnan(values)
    total = np.where(known, factors[:, :origin], 0).sum(axis=1)
    start = (np.nansum(values, axis=1) + 0.3 * panel.is_count()) / np.maximum(total, 1e-9)
    start = np.where(known.any(axis=1), start, 0.0)
    return component_means(View(values, np.ascontiguousarray(factors), panel.freq), start)


def _scores(past: _Past, is_count: NDArray[np.bool_], n_known: Array) -> Array:
    """Past WIS ``[K, n, C, H]`` of each component under its own dispersion."""
    scores = np.full(past.means.shape, np.nan)
    for number in range(past.means.shape[2] if len(past.means) else 0):
        mean = past.means[:, :, number]
        law = spread(past.actual, mean, is_count, n_known)
        kind = np.broadcast_to(_kind(law, is_count)[:, None], mean.shape)
        flat = law_wis(past.actual.ravel(), mean.ravel(), law.variance(mean).ravel(), kind.ravel())
        scores[:, :, number] = flat.reshape(mean.shape)
    return scores


def _kind(law: Spread, is_count: NDArray[np.bool_]) -> NDArray[np.int8]:
    """0 negative binomial, 1 rounded gamma (less noise than Poisson), 2 gamma (no counts) ``[n]``."""
    return np.where(~is_count, 2, np.where(law.poisson < 1, 1, 0)).astype(np.int8)


def _quantiles(mean: Array, law: Spread, kind: NDArray[np.int8], moved: Calibration) -> Array:
    flat, variance = mean.ravel(), law.variance(mean).ravel()
    kinds = np.ascontiguousarray(np.broadcast_to(kind[:, None], mean.shape).ravel())
    made = quantiles(flat, variance, kinds, moved.asked(flat, variance, kinds))
    return made.reshape(*mean.shape, made.shape[1])
