"""Zeros that no count distribution explains: a step on which nothing was reported.

A series has structural zeros when it shows clearly more zeros than its regression and dispersion allow; their share and
the rest of the series are then told apart by expectation–maximisation (Lambert 1992, *Technometrics* 34:1).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from brain.detect.levels import drawn_in, far_out, log_chance
from brain.detect.parallel import over_series

Floats = NDArray[np.float64]

_EXCESS_SD = 4.0
_LEAST_EXCESS = 5.0
_ITERATIONS = 20
_LEAST_SHARE = 0.02
_LEAST_GAIN = 4.0
_WIDER = (1.0, 1.5, 2.2)


def without_structural_zeros(counts: Floats, mean: Floats, phi: Floats) -> tuple[Floats, Floats]:
    """``counts`` [series × steps] with likely structural zeros as NaN, and the share of these [series]."""
    found, share = counts.copy(), np.zeros(len(counts))

    def work(rows: slice) -> None:
        _separate(counts[rows], mean[rows], phi[rows], found[rows], share[rows])

    over_series(work, len(counts))
    return found, share


@njit(cache=True, nogil=True)
def _zero_chance(mean, phi):  # type: ignore[no-untyped-def]
    return np.exp(-mean * (np.log(phi) / (phi - 1) if phi > 1.0001 else 1.0))


@njit(cache=True, nogil=True)
def _gain(counts, mean, phi, structural, scale, ratio):  # type: ignore[no-untyped-def]
    """How much likelier (log) the counts are with structural zeros than with one dispersion that covers them."""
    gain = 0.0
    for t in range(len(counts)):
        if np.isnan(counts[t]):
            continue
        if counts[t] == 0:
            plain = _zero_chance(scale * mean[t], ratio)
            gain += np.log(structural + (1 - structural) * plain) - np.log(max(_zero_chance(mean[t], phi), 1e-300))
        else:
            y = min(counts[t], far_out(mean[t], phi))
            regular = np.log(1 - structural) + log_chance(y, scale * mean[t], ratio)
            gain += regular - log_chance(y, mean[t], phi)
    return gain


@njit(cache=True, nogil=True)
def _separate(counts, mean, phi, found, share):  # type: ignore[no-untyped-def]
    for s in range(counts.shape[0]):
        zeros, expected, variance, steps = 0, 0.0, 0.0, 0
        for t in range(counts.shape[1]):
            if not np.isnan(counts[s, t]):
                chance = _zero_chance(mean[s, t], max(phi[s] ** 0.5, 1.0))
                zeros += counts[s, t] == 0
                expected += chance
                variance += chance * (1 - chance)
                steps += 1
        if zeros < expected + _EXCESS_SD * np.sqrt(variance) + _LEAST_EXCESS:
            continue
        structural, scale, ratio = (zeros - expected) / steps, 1.0, phi[s] ** 0.5
        for _ in range(_ITERATIONS):
            weight, total, fitted, squares = 0.0, 0.0, 0.0, 0.0
            for t in range(counts.shape[1]):
                y, mu = counts[s, t], scale * mean[s, t]
                if np.isnan(y):
                    continue
                w = 1.0
                if y == 0:
                    plain = (1 - structural) * _zero_chance(mu, ratio)
                    w = plain / (structural + plain)
                y = drawn_in(y, mu, ratio)
                weight += w
                total += w * y
                fitted += w * mean[s, t]
                squares += w * (y - mu) ** 2 / max(mu, 1e-9)
            structural, scale = max(1 - weight / steps, 1e-6), total / fitted
            ratio = max(squares / max(weight - 1, 1.0), 1.0)
        gain = 1e300
        for wider in _WIDER:
            gain = min(gain, _gain(counts[s], mean[s], wider * phi[s], structural, scale, ratio))
        if structural < _LEAST_SHARE or gain < _LEAST_GAIN:
            continue
        share[s] = structural
        for t in range(counts.shape[1]):
            plain = (1 - structural) * _zero_chance(scale * mean[s, t], ratio)
            if counts[s, t] == 0 and plain < structural:
                found[s, t] = np.nan
