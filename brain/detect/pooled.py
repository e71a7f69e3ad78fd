"""Judges sparse series by the pattern of a denser one: a grid's burst mains by the city's.

A sparse series cannot tell its own season, weekday or holidays. It takes them from the pattern series that it is given,
and learns its own level, dispersion and their changes; level and dispersion are shrunk towards those of its peers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from brain.detect import default
from brain.detect.baseline import UNKNOWN_DISPERSION, draw_in, fit_baseline, follow_in_parts
from brain.detect.design import NO_SEASONS, Holidays, Seasons, calendar_design
from brain.detect.evidence import MEMORY, common_error
from brain.detect.judgement import Floats, Judgement, blank_judgement
from brain.detect.reporting import thinned

CHUNK = 2048
_PRIOR_CASES = 0.5
_PRIOR_DISPERSION_CASES = 30.0


@dataclass(frozen=True)
class Pooling:
    """``pattern_of`` [series]: row of ``patterns`` [patterns × steps]; ``peers`` [series]: number of its peer group."""

    patterns: Floats
    pattern_of: NDArray[np.int64]
    peers: NDArray[np.int64]


def judge(
    counts: Floats,
    days: NDArray[np.datetime64],
    freq: str,
    first: int,
    alpha: float,
    pooling: Pooling,
    holidays: Holidays = None,
    reported: Floats | None = None,
    seasons: Seasons = NO_SEASONS,
) -> Judgement:
    """Judges the columns of ``counts`` ([series × steps], NaN: missing) from ``first`` on; steps begin on ``days``.

    ``reported``: share of each step's cases that has come in yet, of the shape of ``counts`` (None: all).
    """
    design = calendar_design(days, freq, holidays, seasons)
    result = blank_judgement(counts)
    shares = np.ones_like(counts) if reported is None else reported
    begun = (~np.isnan(counts)).cumsum(axis=1)
    start: Floats | None = None
    for origin in default.origins(first, counts.shape[1], freq):
        end = origin - default.GUARD[freq] + 1
        patterns = fit_baseline(pooling.patterns[:, :end], design, freq, default.GUARD[freq], start)
        start = patterns.beta
        steps = range(max(origin, first), min(origin + default.REFIT_EVERY[freq], counts.shape[1]))
        shapes = patterns.mean(design.columns[: steps.stop])
        rates, phi = _rates(counts[:, :end], shapes[:, :end], pooling)
        for begin in range(0, len(counts), CHUNK):
            rows = slice(begin, begin + CHUNK)
            ready = begun[rows, origin] >= default.MIN_HISTORY[freq]
            mean = shapes[pooling.pattern_of[rows]] * rates[rows, None]
            levels = follow_in_parts(counts[rows, :end], mean[:, :end], default.GUARD[freq], freq, phi[rows], 1)
            variance = levels.variance + phi[rows] / (mean[:, :end].sum(axis=1) + _PRIOR_CASES)
            block = slice(steps.start - len(MEMORY[freq]), steps.stop)
            expected = mean[:, block] * levels.level[:, None]
            spread = levels.phi[:, None] + expected * np.clip(variance, 0, 1)[:, None] * common_error(freq)
            expected, spread = thinned(expected, spread, shares[rows, block])
            no_zeros = np.zeros(len(mean))
            default.weigh(counts[rows], steps, expected, spread, no_zeros, freq, alpha, ready, result.rows(rows))
    return result


def _rates(counts: Floats, shapes: Floats, pooling: Pooling) -> tuple[Floats, Floats]:
    """Ratio of each series to its pattern, and its dispersion."""
    known = ~np.isnan(counts)
    exposure = np.einsum("sk,sk->s", shapes[pooling.pattern_of], known)
    total = np.nansum(counts, axis=1)
    usual = _by_peer(total, pooling.peers) / np.maximum(_by_peer(exposure, pooling.peers), 1e-9)
    phi = np.full(len(counts), UNKNOWN_DISPERSION)
    for _ in range(2):
        rate = (total + _PRIOR_CASES) / (exposure + _PRIOR_CASES / np.maximum(usual, 1e-9))
        drawn, phi = draw_in(counts, shapes[pooling.pattern_of] * rate[:, None], phi, 1)
        total = np.asarray(np.nansum(drawn, axis=1))
    typical = _by_peer(phi * total, pooling.peers) / np.maximum(_by_peer(total, pooling.peers), 1e-9)
    phi = (phi * total + np.maximum(typical, 1.0) * _PRIOR_DISPERSION_CASES) / (total + _PRIOR_DISPERSION_CASES)
    return rate, phi


def _by_peer(values: Floats, peers: NDArray[np.int64]) -> Floats:
    """Sum over each series' peer group."""
    sums: Floats = np.bincount(peers, weights=values).astype(np.float64)[peers]
    return sums
