"""Evidence of another regime: a level that has just shifted, or last year's step that is due again.

Smoothing tuned to a calm past follows a sudden and lasting change late, and a year and a half of history is too short
for a yearly pattern. Both changes are taken where a two-sample Poisson likelihood ratio, over-dispersion allowed for,
is large, the change is wide and it lasts: an outbreak of last year's is not expected again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from brain.forecast.levels import Array, Freq

TRUST = 0.8
"""Weight of the regime's mean beside the components' where there is evidence for it."""
MIN_LOG_RATIO = np.log(1.6)
MIN_EVIDENCE = 10.0
"""Log likelihood ratio of two levels against one."""
MAX_DRIFT = 0.4
"""Change within the time before a shift, as a share of the shift: more is a trend."""
SHRINK = 5.0
"""Events for which an unchanged level counts."""


@dataclass(frozen=True)
class Spans:
    """Steps of a year (a whole number of weeks), of a month, of a week, and on each side of a target day."""

    year: int
    month: int
    week: int
    side: int


SPANS: dict[Freq, Spans] = {"D": Spans(364, 28, 7, 1), "W": Spans(52, 4, 1, 0)}
SHIFT_STEPS: dict[Freq, tuple[int, ...]] = {"D": (4, 7, 14), "W": (3, 5, 8), "M": ()}
"""Lengths of the new level that are tried; months come too slowly to wait for three of them."""


@dataclass(frozen=True)
class Regime:
    """``mean [n, H]`` of another regime and the ``trust [n, H]`` it has earned, 0 where there is no evidence."""

    mean: Array
    trust: Array

    def blend(self, components: Array) -> Array:
        """Components ``[n, C, H]`` drawn towards the regime's mean."""
        trust = self.trust[:, None, :]
        return np.asarray((1 - trust) * components + trust * self.mean[:, None, :])


class Windows:
    """Sums of counts and of exposure (the season of known steps) over any window, in one subtraction."""

    def __init__(self, values: Array, season: Array) -> None:
        known = ~np.isnan(values)
        self.n_steps = values.shape[1]
        self._counts = _cumulated(np.nan_to_num(values))
        self._exposure = _cumulated(np.where(known, season[:, : self.n_steps], 0.0))
        self._squares = _cumulated(np.where(known, np.nan_to_num(values) ** 2 / season[:, : self.n_steps], 0.0))
        self._number = _cumulated(known.astype(float))

    def sums(self, start: int, end: int) -> tuple[Array, Array]:
        """Counts and exposure of steps ``start`` to ``end``, the last one left out ``[n]``."""
        return self._counts[:, end] - self._counts[:, start], self._exposure[:, end] - self._exposure[:, start]

    def dispersion(self, start: int, end: int) -> Array:
        """Pearson's variance over mean about the window's level, at least 1 ``[n]``."""
        counts, exposure = self.sums(start, end)
        squares = self._squares[:, end] - self._squares[:, start]
        number = self._number[:, end] - self._number[:, start]
        pearson = squares * exposure / np.maximum(counts, 0.5) - counts
        return np.asarray(np.maximum(pearson / np.maximum(number - 1, 1), 1.0))


def shifted(values: Array, season: Array, freq: Freq) -> Regime:
    """The level of the last steps where they have left that of the month before them for good."""
    windows, n_steps = Windows(values, season), values.shape[1]
    ahead = season[:, n_steps:]
    best, level = np.zeros(len(values)), np.zeros(len(values))
    for steps in SHIFT_STEPS[freq]:
        start = n_steps - steps
        before = max(start - 8 * steps, 0)
        if start - before < 2 * steps:
            continue
        old, new = windows.sums(before, start), windows.sums(start, n_steps)
        halves = [windows.sums(start, start + steps // 2), windows.sums(start + steps // 2, n_steps)]
        middle = (before + start) // 2
        drift = _log_ratio(windows.sums(before, middle), windows.sums(middle, start))
        is_sudden = np.abs(drift) < MAX_DRIFT * np.abs(_log_ratio(old, new))
        found = evidence(old, new, windows.dispersion(before, start)) * _lasts(old, new, halves) * is_sudden
        level = np.where(found > best, (new[0] + 0.5) / np.maximum(new[1] + 0.5, 1e-9), level)
        best = np.maximum(best, found)
    trust = np.where(best >= MIN_EVIDENCE, TRUST, 0.0)
    return Regime(level[:, None] * ahead, np.repeat(trust[:, None], ahead.shape[1], axis=1))


def due_again(values: Array, season: Array, freq: Freq) -> Regime | None:
    """Last year's level at the target, grown as the last month has, where last year's step was wide and lasted.

    None without a year of history. A target so far ahead that last year's month after it is unknown is left alone.
    """
    n_steps, horizon = values.shape[1], season.shape[1] - values.shape[1]
    if freq not in SPANS or n_steps < SPANS[freq].year + SPANS[freq].month:
        return None
    spans, windows = SPANS[freq], Windows(values, season)
    then = n_steps - spans.year
    old, now = windows.sums(then - spans.month, then), windows.sums(n_steps - spans.month, n_steps)
    growth = (now[0] + SHRINK) / (now[1] * old[0] / np.maximum(old[1], 1e-9) + SHRINK)
    noise = windows.dispersion(then - spans.month, then)
    mean, trust = np.zeros((len(values), horizon)), np.zeros((len(values), horizon))
    for step in range(min(horizon, spans.year - spans.month - spans.side - 1)):
        target = then + step
        new = windows.sums(target, target + spans.month)
        weeks = [windows.sums(t, t + spans.week) for t in range(target, target + spans.month, spans.week)]
        lasting = evidence(old, new, noise) * _lasts(old, new, weeks) >= MIN_EVIDENCE
        is_nearer = np.abs(np.log(growth)) < 0.5 * np.abs(_log_ratio(old, new))
        near = windows.sums(target - spans.side, target + spans.side + 1)
        mean[:, step] = (near[0] + 0.5) / np.maximum(near[1] + 0.5, 1e-9) * growth * season[:, n_steps + step]
        trust[:, step] = np.where(lasting & is_nearer, TRUST, 0.0)
    return Regime(mean, trust)


def evidence(old: tuple[Array, Array], new: tuple[Array, Array], dispersion: Array) -> Array:
    """Log likelihood ratio of two Poisson levels against one, over the dispersion; 0 for a small change ``[n]``."""
    pooled = (old[0] + new[0]) / np.maximum(old[1] + new[1], 1e-9)
    gain = sum(_log_likelihood(counts, exposure, pooled) for counts, exposure in (old, new))
    return np.where(np.abs(_log_ratio(old, new)) >= MIN_LOG_RATIO, gain / dispersion, 0.0)


def _log_likelihood(counts: Array, exposure: Array, rate: Array) -> Array:
    """Of the window's own rate against ``rate``."""
    expected = np.maximum(exposure * rate, 1e-9)
    gain = np.where(counts > 0, counts * np.log(np.maximum(counts, 1e-9) / expected), 0.0)
    return np.asarray(gain - counts + expected)


def _log_ratio(old: tuple[Array, Array], new: tuple[Array, Array]) -> Array:
    first, second = (np.log((counts + 0.5) / np.maximum(exposure + 0.5, 1e-9)) for counts, exposure in (old, new))
    return np.asarray(second - first)


def _lasts(old: tuple[Array, Array], new: tuple[Array, Array], parts: list[tuple[Array, Array]]) -> Array:
    """1 where every part of the new window lies more than half of the way (in logs) from the old level."""
    whole = _log_ratio(old, new)
    shares = [_log_ratio(old, part) / np.where(whole == 0, 1.0, whole) for part in parts]
    return np.asarray(np.min(shares, axis=0) > 0.5, dtype=np.float64)


def _cumulated(values: Array) -> Array:
    return np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))
