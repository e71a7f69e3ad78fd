"""How well p-values find outbreaks, at matched false-alarm rates.

Every method is cut at the p-value that gives the wanted share of alarms over all judged steps without outbreak, ties
split in proportion. An outbreak lasts from its first to its last case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.detect.noufaily import Floats

RATES = (0.005, 0.01, 0.025)
AREA_TO = 0.05
_CUTS = 600
_FAILED = "nan"


@dataclass(frozen=True)
class Tally:
    """Counts [series × cuts] as the p-value allowed grows; the last cut allows everything up to 0.5."""

    false_alarms: Floats
    quiet_steps: Floats
    detected: Floats
    detected_first: Floats
    delay: Floats
    true_alarms: Floats
    has_outbreak: NDArray[np.bool_]

    def curve(self, values: Floats, weights: Floats) -> tuple[Floats, Floats]:
        """False-alarm rate and mean of ``values`` over outbreaks, by cut, series weighted."""
        rate = weights @ self.false_alarms / (weights @ self.quiet_steps)
        return rate, weights @ values / (weights @ self.has_outbreak)


def tally(p_values: Floats, outbreak: Floats) -> Tally:
    """Counts at a common set of cuts; both arguments are [series × judged steps]; NaN p-values never alarm."""
    steps = np.arange(outbreak.shape[1])
    has = (outbreak > 0).any(axis=1)
    begin = np.where(has, (outbreak > 0).argmax(axis=1), outbreak.shape[1])
    end = np.where(has, outbreak.shape[1] - 1 - (outbreak[:, ::-1] > 0).argmax(axis=1), -1)
    inside = (steps >= begin[:, None]) & (steps <= end[:, None])
    scored = np.where(np.isnan(p_values), 2.0, p_values)
    finite = np.sort(scored[~inside])
    picked = finite[np.unique(np.geomspace(1, max(int(0.2 * len(finite)), 2), _CUTS).astype(int)) - 1]
    cuts = np.unique(np.concatenate([[-1.0], picked[picked < 1]]))
    shape = len(p_values), len(cuts)
    parts = {name: np.zeros(shape) for name in ("false", "any", "first", "delay", "true")}
    length = (end - begin + 1).astype(float)
    for column, cut in enumerate(cuts):
        alarm = scored <= cut
        hits = alarm & inside
        found = hits.any(axis=1)
        parts["false"][:, column] = (alarm & ~inside).sum(axis=1)
        parts["any"][:, column] = found
        parts["first"][:, column] = hits[np.arange(len(hits)), np.minimum(begin, len(steps) - 1)]
        parts["delay"][:, column] = np.where(found, hits.argmax(axis=1) - begin, length) * has
        parts["true"][:, column] = hits.sum(axis=1)
    return Tally(
        parts["false"], (~inside).sum(axis=1), parts["any"], parts["first"], parts["delay"], parts["true"], has
    )


def at_rate(counts: Tally, values: Floats, rate: float, weights: Floats | None = None) -> float:
    """The mean of ``values`` over outbreaks at a false-alarm rate, between cuts in proportion."""
    weights = np.ones(len(values)) if weights is None else weights
    rates, curve = counts.curve(values, weights)
    return float(np.interp(rate, rates, curve))


def partial_area(counts: Tally, weights: Floats | None = None) -> float:
    """Area under detection against false-alarm rate up to 0.05, as a share of the most there could be."""
    weights = np.ones(len(counts.detected)) if weights is None else weights
    rates, curve = counts.curve(counts.detected, weights)
    grid = np.linspace(0, AREA_TO, 501)
    return float(np.trapezoid(np.interp(grid, rates, curve), grid) / AREA_TO)


def predictive_value(counts: Tally, rate: float) -> float:
    """Share of alarms that are true, at a false-alarm rate."""
    rates = counts.false_alarms.sum(axis=0) / counts.quiet_steps.sum()
    true, false = counts.true_alarms.sum(axis=0), counts.false_alarms.sum(axis=0)
    hits, misses = np.interp(rate, rates, true), np.interp(rate, rates, false)
    return float(hits / max(hits + misses, 1e-9))


def nominal_rate(p_values: Floats, outbreak: Floats, alpha: float) -> float:
    """Share of alarms over steps without outbreak where the p-value is taken at its word."""
    quiet = (outbreak == 0) & ~np.isnan(p_values)
    return float((p_values[quiet] < alpha).mean())


def paired_interval(
    ours: Tally, theirs: Tally, rate: float | None, draws: int = 1000, seed: int = 1
) -> tuple[float, float, float]:
    """Difference in detection (at ``rate``; None: partial area) and its 95 % bootstrap interval over series."""
    rng = np.random.default_rng(seed)
    n = len(ours.detected)

    def difference(weights: Floats) -> float:
        if rate is None:
            return partial_area(ours, weights) - partial_area(theirs, weights)
        return at_rate(ours, ours.detected, rate, weights) - at_rate(theirs, theirs.detected, rate, weights)

    drawn = [difference(rng.multinomial(n, np.full(n, 1 / n)).astype(float)) for _ in range(draws)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return difference(np.ones(n)), float(low), float(high)
