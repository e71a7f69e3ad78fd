"""Series of other shapes: weekly with awkward baselines or outbreaks, daily with weekdays and holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import holidays as holiday_library
import numpy as np
from numpy.typing import NDArray

from bench.detect.noufaily import FIRST_JUDGED, N_WEEKS, Floats, Simulation, add_outbreak, negative_binomial

WEEK = np.arange(1, N_WEEKS + 1)
DAYS = np.arange(np.datetime64("2021-01-04"), np.datetime64("2025-01-04"))
FIRST_DAY_JUDGED = len(DAYS) - 180
_LATE = np.array([0.85, 0.6, 0.3])

Truth = tuple[Floats, Floats, Floats, Floats]
"""Mean, phi, chance of a structural zero, chance that a case is reported yet: each [weeks]."""


def _usual(rng: np.random.Generator, harmonics: int = 1) -> Floats:
    log_mean = rng.uniform(-0.5, 4) + rng.choice([0.0, 0.001]) * WEEK
    for order in range(1, harmonics + 1):
        size, phase = rng.uniform(0.1, 0.6), rng.uniform(0, 2 * np.pi)
        log_mean = log_mean + size * np.cos(2 * np.pi * order * WEEK / 52 + phase)
    mean: Floats = np.exp(log_mean)
    return mean


def _truth(mean: Floats, phi: Floats | float) -> Truth:
    return mean, phi * np.ones(N_WEEKS), np.zeros(N_WEEKS), np.ones(N_WEEKS)


def level_shift(rng: np.random.Generator) -> Truth:
    """The baseline jumps up or down once or twice."""
    mean = _usual(rng)
    for start in rng.integers(250, 550, rng.integers(1, 3)):
        mean = np.where(start <= WEEK, mean * np.exp(rng.choice([-1, 1]) * rng.uniform(0.3, 0.9)), mean)
    return _truth(mean, rng.uniform(1, 3))


def drift(rng: np.random.Generator) -> Truth:
    """The baseline wanders slowly."""
    return _truth(_usual(rng) * np.exp(np.cumsum(rng.normal(0, 0.015, N_WEEKS))), rng.uniform(1, 3))


def zero_inflation(rng: np.random.Generator) -> Truth:
    """Some weeks report nothing at all."""
    mean, phi, _, known = _truth(_usual(rng), rng.uniform(1, 3))
    return mean, phi, rng.uniform(0.1, 0.4) * np.ones(N_WEEKS), known


def two_harmonics(rng: np.random.Generator) -> Truth:
    """A season with two peaks."""
    return _truth(_usual(rng, 2), rng.uniform(1, 3))


def changed_dispersion(rng: np.random.Generator) -> Truth:
    """The dispersion changes once."""
    before, after = rng.permutation([rng.uniform(1, 2), rng.uniform(3, 6)])
    return _truth(_usual(rng), np.where(rng.integers(250, 500) > WEEK, before, after))


def gaps(rng: np.random.Generator) -> Truth:
    """A tenth of the weeks, and half a year in one piece, are missing."""
    mean, phi, zeros, known = _truth(_usual(rng), rng.uniform(1, 3))
    known[rng.random(N_WEEKS) < 0.1] = np.nan
    begin = rng.integers(100, 500)
    known[begin : begin + 26] = np.nan
    return mean, phi, zeros, known


def late_reports(rng: np.random.Generator) -> Truth:
    """The last three weeks are not all reported yet."""
    mean, phi, zeros, known = _truth(_usual(rng), rng.uniform(1, 3))
    known[-3:] = _LATE
    return mean, phi, zeros, known


def slow_ramp(rng: np.random.Generator) -> Truth:
    """Usual baselines; the outbreaks grow over 6–12 weeks."""
    return _truth(_usual(rng), rng.uniform(1, 3))


SHAPES: tuple[Callable[[np.random.Generator], Truth], ...] = (
    level_shift,
    drift,
    zero_inflation,
    two_harmonics,
    changed_dispersion,
    gaps,
    late_reports,
    slow_ramp,
)


def simulate_shapes(replicates: int, seed: int = 4) -> Simulation:
    """``replicates`` weekly series of each shape, outbreaks as in Noufaily's simulation."""
    rng = np.random.default_rng(seed)
    rows = [(shape.__name__.replace("_", " "), shape(rng)) for shape in SHAPES for _ in range(replicates)]
    mean, phi, zeros, known = (np.array([truth[part] for _, truth in rows]) for part in range(4))
    outbreak = np.zeros_like(mean)
    for row, (name, _) in enumerate(rows):
        for start in [*rng.choice(np.arange(312, 575), 4, replace=False), rng.integers(575, N_WEEKS)]:
            size = rng.integers(1, 11) * np.sqrt(mean[row, start] * phi[row, start])
            _add(rng, outbreak[row], int(start), size, name == "slow ramp")
    structural = rng.random(mean.shape) < zeros
    cases = np.where(structural, 0.0, negative_binomial(rng, mean, phi))
    reported = np.where(np.isnan(known), 1.0, known)
    counts = rng.binomial((cases + outbreak).astype(int), reported) * np.where(np.isnan(known), np.nan, 1.0)
    outbreak = np.where(np.isnan(known), 0.0, outbreak)
    thinned_phi = 1 + reported * (phi - 1)
    groups = np.array([name for name, _ in rows])
    return Simulation(counts, mean * reported, thinned_phi, outbreak, FIRST_JUDGED, groups, zeros, reported)


def _add(rng: np.random.Generator, cases: Floats, start: int, size: float, is_ramp: bool) -> None:
    if not is_ramp:
        add_outbreak(rng, cases, start, size)
        return
    length = int(rng.integers(6, 13))
    step = start + np.floor(length * np.sqrt(rng.random(rng.poisson(2 * size)))).astype(np.int64)
    np.add.at(cases, step[step < len(cases)], 1)


def simulate_daily(replicates: int, country: str = "CN", seed: int = 5) -> Simulation:
    """Four years of days with weekdays, season, trend and moving holidays; the last 180 days are judged."""
    rng = np.random.default_rng(seed)
    named = holiday_library.country_holidays(country, years=range(2021, 2026))
    is_holiday = np.array([day.astype(object) in named for day in DAYS])
    weekday = (DAYS.astype(np.int64) + 3) % 7
    t = np.arange(len(DAYS))
    mean = np.empty((replicates, len(DAYS)))
    phi = np.ones_like(mean) * rng.uniform(1, 3, replicates)[:, None]
    outbreak = np.zeros_like(mean)
    for row in range(replicates):
        effect = rng.normal(0, 0.15, 7) - rng.uniform(0, 0.8) * (np.arange(7) >= 5)
        season = rng.uniform(0.1, 0.5) * np.cos(2 * np.pi * t / 365.25 + rng.uniform(0, 2 * np.pi))
        log_mean = rng.uniform(-0.5, 4) + rng.choice([0, 0.0002]) * t + season
        mean[row] = np.exp(log_mean + effect[weekday] + rng.uniform(-1.2, 0.8) * is_holiday)
        for start in [*rng.choice(np.arange(400, FIRST_DAY_JUDGED), 4), rng.integers(FIRST_DAY_JUDGED, len(DAYS) - 1)]:
            size = rng.integers(1, 11) * np.sqrt(mean[row, start] * phi[row, 0])
            add_outbreak(rng, outbreak[row], int(start), size)
    counts = negative_binomial(rng, mean, phi) + outbreak
    groups = np.full(replicates, "daily")
    return Simulation(counts, mean, phi, outbreak, FIRST_DAY_JUDGED, groups, np.zeros_like(mean))


def week_days() -> NDArray[np.datetime64]:
    """First days of the simulated weeks."""
    return np.datetime64(date(2012, 1, 2), "D") + 7 * np.arange(N_WEEKS)
