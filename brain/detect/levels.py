"""How the level of each series has moved against its regression: a filter over the whole history.

Three discounted levels (gamma–Poisson, West & Harrison 1997, ch. 2) and the constant one compete by their past
predictions, and three dispersions likewise; the present level, its uncertainty and the dispersion are their
weighted means. Counts far out are drawn in, so that an outbreak moves neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HALF_LIVES = {"W": np.array([104.0, 26.0, 8.0]), "D": np.array([360.0, 90.0, 28.0])}
"""Steps after which a count weighs half, by candidate level."""
DISPERSION_HALF_LIVES = {"W": np.array([1e6, 78.0, 30.0]), "D": np.array([1e6, 180.0, 60.0])}
_LEVEL_SD = 0.4
_CONSTANT_PRIOR = 0.7
_LASTING_DISPERSION_PRIOR = 3.0
_DISPERSION_PRIOR_STEPS = 12.0
_SCORE_HALF_LIFE = {"W": 104.0, "D": 365.0}
_LARGEST_SCORE = 2.0
_LARGE_COUNT = 12.0
_OUTLIER = 2.2
_LEAST_FAR = 3.0
_PAST_OUTBREAKS = 0.97


@dataclass(frozen=True)
class Levels:
    """By series: the level (1: as the regression says), its variance on the log scale, the dispersion."""

    level: Floats
    variance: Floats
    phi: Floats


@njit(cache=True, nogil=True)
def far_out(mean, phi):  # type: ignore[no-untyped-def]
    """The count that is passed with chance 0.014, by Cornish–Fisher's expansion to the skewness; at least three."""
    return max(mean + _OUTLIER * np.sqrt(phi * mean) + (_OUTLIER**2 - 1) / 6 * (2 * phi - 1), _LEAST_FAR)


@njit(cache=True, nogil=True)
def drawn_in(count, mean, phi):  # type: ignore[no-untyped-def]
    """The count, or, where it is far out, one that pulls the less the farther out it is."""
    limit = far_out(mean, phi)
    return count if count <= limit else mean + (limit - mean) ** 2 / (count - mean)


@njit(cache=True, nogil=True)
def truncation(mean, phi):  # type: ignore[no-untyped-def]
    """What drawing in the far counts takes from the dispersion, less what past outbreaks add to it.

    The first is a fit, by skewness, to sums over the negative binomial (within 0.05 for means from 0.5).
    """
    skewness = (2 * phi - 1) / np.sqrt(phi * max(mean, 0.05))
    return _PAST_OUTBREAKS * (1.042 + 0.068 * skewness / (1 + 0.02 * skewness))


@njit(cache=True, nogil=True)
def _mixture(above, below, score, prior, ratio, weight):  # type: ignore[no-untyped-def]
    """The level and its variance on the log scale; fills the weights of the discounted levels."""
    n_levels = len(above)
    constant = total = _CONSTANT_PRIOR
    for e in range(n_levels):
        weight[e] = (1 - _CONSTANT_PRIOR) / n_levels * np.exp(min(score[e], 50.0))
        total += weight[e]
    expected = constant / total
    for e in range(n_levels):
        weight[e] /= total
        expected += weight[e] * (above[e] + prior) / (below[e] + prior)
    spread = constant / total * (1 / expected - 1) ** 2
    for e in range(n_levels):
        one = (above[e] + prior) / (below[e] + prior)
        spread += weight[e] * ((one / expected - 1) ** 2 + ratio / (below[e] + prior) / one)
    return expected, spread


@njit(cache=True, nogil=True)
def _dispersion(squares, steps, phi_start):  # type: ignore[no-untyped-def]
    return max((squares + _DISPERSION_PRIOR_STEPS * phi_start) / (steps + _DISPERSION_PRIOR_STEPS), 1.0)


@njit(cache=True, nogil=True)
def log_chance(y, mean, phi):  # type: ignore[no-untyped-def]
    """Log chance of a count, less what does not depend on ``phi``: negative binomial, normal where large."""
    if y >= _LARGE_COUNT:
        return -0.5 * ((y - mean) ** 2 / max(phi * mean, 1e-9) + np.log(phi))
    ratio = max(phi, 1.001)
    size, product = max(mean, 1e-9) / (ratio - 1), 1.0
    for k in range(int(y)):
        product *= size + k
    return np.log(product) - size * np.log(ratio) + int(y) * np.log(1 - 1 / ratio)


@njit(cache=True, nogil=True)
def _filter(counts, mean, lag, loss, decay, phi_decay, score_decay, phi_start, level, variance, phi):  # type: ignore[no-untyped-def]
    n_levels, n_phi = len(decay), len(phi_decay)
    weight = np.zeros(n_levels)
    for s in range(counts.shape[0]):
        ratio = phi_start[s]
        prior = ratio / _LEVEL_SD**2
        above, below, score = np.zeros(n_levels), np.zeros(n_levels), np.zeros(n_levels)
        held_above, held_below = np.zeros((lag, n_levels)), np.zeros((lag, n_levels))
        squares, steps, phi_score = np.zeros(n_phi), np.zeros(n_phi), np.zeros(n_phi)
        for t in range(counts.shape[1]):
            y, mu = counts[s, t], mean[s, t]
            if np.isnan(y):
                continue
            slot = t % lag
            expected, spread = _mixture(held_above[slot], held_below[slot], score, prior, ratio, weight)
            m = mu * expected
            for e in range(n_levels):
                one = (held_above[slot, e] + prior) / (held_below[slot, e] + prior)
                gain = (min(y, far_out(mu * max(one, 1.0), ratio)) * np.log(one) - mu * (one - 1)) / ratio
                score[e] = score_decay * score[e] + min(max(gain, -_LARGEST_SCORE), _LARGEST_SCORE)
                above[e] = decay[e] * above[e] + drawn_in(y, mu * one, ratio)
                below[e] = decay[e] * below[e] + mu
                held_above[slot, e], held_below[slot, e] = above[e], below[e]
            best, limit = -1e300, far_out(m, ratio)
            for d in range(n_phi):
                now = _dispersion(squares[d], steps[d], phi_start[s])
                wide = now + m * min(spread, 1.0)
                if steps[d] > 20:
                    phi_score[d] = score_decay * phi_score[d] + log_chance(min(y, limit), m, wide)
                square = loss * (drawn_in(y, m, now) - m) ** 2 / max(m, 1e-9) * now / wide
                squares[d] = phi_decay[d] * squares[d] + square * truncation(m, now)
                steps[d] = phi_decay[d] * steps[d] + 1
                best = max(best, phi_score[d])
            mixed, sum_w = 0.0, 0.0
            for d in range(n_phi):
                w = np.exp(phi_score[d] - best) * (_LASTING_DISPERSION_PRIOR if d == 0 else 1.0)
                mixed += w * _dispersion(squares[d], steps[d], phi_start[s])
                sum_w += w
            ratio = mixed / sum_w
        level[s], variance[s] = _mixture(above, below, score, prior, ratio, weight)
        phi[s] = ratio


def follow(counts: Floats, mean: Floats, lag: int, freq: str, phi: Floats, n_parameters: int) -> Levels:
    """Levels at the end of ``counts`` (NaN: missing) against ``mean`` (both [series × steps]).

    ``lag``: how many steps ahead the level must predict; ``phi`` [series] is a first dispersion,
    ``n_parameters`` how many coefficients were fitted to the same counts.
    """
    found = Levels(*(np.empty(len(counts)) for _ in range(3)))
    decay, phi_decay = 0.5 ** (1 / HALF_LIVES[freq]), 0.5 ** (1 / DISPERSION_HALF_LIVES[freq])
    score_decay = 0.5 ** (1 / _SCORE_HALF_LIFE[freq])
    loss = counts.shape[1] / max(counts.shape[1] - n_parameters, 10)
    _filter(counts, mean, lag, loss, decay, phi_decay, score_decay, phi, found.level, found.variance, found.phi)
    return found
