"""One exact p-value from the counts of the last steps.

Each count becomes a normal score of its mid-p-value. The statistic adds to today's score a share of the excess of the
steps before, each kept between nothing and a limit: an outbreak yesterday makes one today likelier, but an outbreak
that is over raises no alarm. Only steps above their median are ranked so; the others follow by their own mid-p-value.
The chance under no outbreak is found by convolving the negative binomial atoms of the scores, so that it holds for
counts of any size.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from brain.detect import negbin
from brain.detect.parallel import over_series

Floats = NDArray[np.float64]

MEMORY = {"W": np.array([0.5, 0.15, 0.1]), "D": np.array([0.5, 0.35, 0.25, 0.2, 0.15, 0.1, 0.1])}
"""Share of the excess one, two, three … steps back."""
LIMIT = 3.0
_GRID = 0.04
_TIE = 0.04
_MAX_COUNT = 4000
_NEARLY_NORMAL_SD = 6.0
_SMALLEST_ATOM = 1e-17
_SMALLEST_PAST_ATOM = 1e-10


def common_error(freq: str) -> float:
    """How much more a common error in the expected counts weighs in the statistic than in one score."""
    return float((1 + MEMORY[freq].sum() / 2) ** 2)


def mid_score(counts: Floats, mean: Floats, phi: Floats, zero_share: Floats) -> Floats:
    """Normal score of the mid-p-value of each count; 0 where missing (NaN). ``zero_share`` is [series × 1]."""
    tail = np.full(counts.shape, 0.5)
    is_small = phi * mean <= _NEARLY_NORMAL_SD**2
    _small_mid_tails(counts, mean, phi, is_small, tail)
    large = ~is_small & ~np.isnan(counts)
    y, mu, ratio = counts[large], mean[large], phi[large]
    tail[large] = (negbin.upper_tail(y, mu, ratio) + negbin.upper_tail(y + 1, mu, ratio)) / 2
    inflated = np.where(counts < 1, 0.5 + (1 - zero_share) * (tail - 0.5), (1 - zero_share) * tail)
    score: Floats = -ndtri(np.clip(inflated, 1e-300, 1 - 1e-16))
    return np.where(np.isnan(counts), 0.0, score)


def p_values(
    score: Floats, mean: Floats, phi: Floats, zero_share: Floats, known: NDArray[np.bool_], freq: str
) -> Floats:
    """p-value [series] of the last column of ``score``; ``score``, ``mean``, ``phi`` and ``known`` (false: missing)
    are [series × steps], as many steps as the memory reaches back and one; ``zero_share`` is [series]."""
    found = np.empty(len(score))
    memory = MEMORY[freq]
    normal = (_normal_past(freq), *_normal_excess())

    def work(rows: slice) -> None:
        _tails(score[rows], mean[rows], phi[rows], zero_share[rows], known[rows], memory, *normal, found[rows])

    over_series(work, len(score))
    return found


def needed_score(score: Floats, freq: str, alpha: float) -> Floats:
    """The score [series] that the last column must pass for an alarm at ``alpha``, given the columns before."""
    memory = MEMORY[freq]
    past = score[:, -2::-1][:, : len(memory)]
    needed: Floats = np.maximum(_critical(freq, alpha) - np.clip(past, 0, LIMIT) @ memory, 0.0)
    return needed


@lru_cache
def _critical(freq: str, alpha: float) -> float:
    normal = _normal_past(freq)
    return float(brentq(lambda t: _normal_tail_of_sum(normal, t) - alpha, 0.0, 20.0))


@njit(cache=True, nogil=True)
def _small_mid_tails(counts, mean, phi, is_small, tail):  # type: ignore[no-untyped-def]
    """Chance of more than the count and half that of the count itself, where the variance is small."""
    for s in range(counts.shape[0]):
        for t in range(counts.shape[1]):
            y = counts[s, t]
            if not is_small[s, t] or np.isnan(y):
                continue
            ratio = max(phi[s, t], 1 + 1e-9)
            size, growth = mean[s, t] / (ratio - 1), 1 - 1 / ratio
            now = math.exp(-size * math.log(ratio))
            if y < 1:
                tail[s, t] = 1 - now / 2
                continue
            k = 0
            while k < y:
                now *= (k + size) / (k + 1) * growth
                k += 1
            total = now / 2
            while k < y + _MAX_COUNT and (k < mean[s, t] or now > 1e-12 * total):
                now *= (k + size) / (k + 1) * growth
                total += now
                k += 1
            tail[s, t] = total


@lru_cache
def _normal_past(freq: str) -> Floats:
    """Distribution, on the grid, of the past's share in the statistic where scores are normal."""
    values, atoms = _normal_excess()
    past: Floats = _no_past(MEMORY[freq])
    for share in MEMORY[freq]:
        past = _convolved(past, share * values, atoms)
    return past


def _normal_excess() -> tuple[Floats, Floats]:
    """Values and chances of one bounded excess where scores are normal."""
    edges = np.concatenate([[-np.inf], np.arange(_GRID / 2, LIMIT, _GRID)])
    atoms = np.diff(np.concatenate([ndtr(edges), [1.0]]))
    return np.minimum(np.arange(len(atoms)) * _GRID, LIMIT), atoms


@njit(cache=True, nogil=True)
def _no_past(memory):  # type: ignore[no-untyped-def]
    past = np.zeros(int(memory.sum() * LIMIT / _GRID) + 3)
    past[0] = 1.0
    return past


@njit(cache=True, nogil=True)
def _convolved(past, values, atoms):  # type: ignore[no-untyped-def]
    """Adds an independent variable to one on the grid, each atom split between its two grid points."""
    result = np.zeros_like(past)
    for k in range(len(atoms)):
        place = values[k] / _GRID
        low = int(place)
        upper = place - low
        for i in range(len(past) - low - 1):
            if past[i] == 0.0:
                continue
            result[i + low] += past[i] * atoms[k] * (1 - upper)
            result[i + low + 1] += past[i] * atoms[k] * upper
    return result


@njit(cache=True, nogil=True)
def _normal_tail(z):  # type: ignore[no-untyped-def]
    return 0.5 * math.erfc(z / math.sqrt(2.0))


@njit(cache=True, nogil=True)
def _normal_score(tail):  # type: ignore[no-untyped-def]
    """The z that a standard normal exceeds with chance ``tail`` (Abramowitz & Stegun 26.2.23, two Newton steps)."""
    p = min(tail, 1 - tail)
    t = math.sqrt(-2 * math.log(max(p, 1e-300)))
    z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t**3)
    for _ in range(2):
        density = math.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        z += (_normal_tail(z) - p) / max(density, 1e-300)
    return z if tail < 0.5 else -z


@njit(cache=True, nogil=True)
def _atoms(mean, phi, zero_share, least, chance, score):  # type: ignore[no-untyped-def]
    """Fills chances and scores of the counts 0, 1, 2 … down to chance ``least``; returns how many there are."""
    size, growth = mean / max(phi - 1, 1e-9), 1 - 1 / max(phi, 1 + 1e-9)
    now = math.exp(-size * math.log(max(phi, 1 + 1e-9)))
    n = 0
    while n < _MAX_COUNT and (n <= mean or now > least):
        chance[n] = (1 - zero_share) * now
        now *= (n + size) / (n + 1) * growth
        n += 1
    chance[0] += zero_share
    above = 0.0
    for y in range(n - 1, -1, -1):
        score[y] = _normal_score(above + chance[y] / 2)
        above += chance[y]
    return n


@njit(cache=True, nogil=True)
def _tails(score, mean, phi, zero_share, known, memory, normal, excess, excess_chance, found):  # type: ignore[no-untyped-def]
    chance, atom_score = np.empty(_MAX_COUNT), np.empty(_MAX_COUNT)
    last = len(memory)
    for s in range(len(score)):
        if score[s, last] <= 0:
            found[s] = _normal_tail(score[s, last])
            continue
        statistic = score[s, last]
        for j in range(len(memory)):
            statistic += memory[j] * min(max(score[s, last - 1 - j], 0.0), LIMIT)
        if phi[s, last] * mean[s, last] > _NEARLY_NORMAL_SD**2:
            past = normal if known[s].all() else _past_of(known[s], memory, excess, excess_chance)
            found[s] = _normal_tail_of_sum(past, statistic)
            continue
        past = _no_past(memory)
        for j in range(len(memory)):
            column = last - 1 - j
            if not known[s, column]:
                continue
            n = _atoms(mean[s, column], phi[s, column], zero_share[s], _SMALLEST_PAST_ATOM, chance, atom_score)
            values = memory[j] * np.minimum(np.maximum(atom_score[:n], 0.0), LIMIT)
            past = _convolved(past, values, chance[:n])
        n = _atoms(mean[s, last], phi[s, last], zero_share[s], _SMALLEST_ATOM, chance, atom_score)
        found[s] = _tail_of_sum(past, chance, atom_score, n, statistic)


@njit(cache=True, nogil=True)
def _past_of(known, memory, excess, excess_chance):  # type: ignore[no-untyped-def]
    """Distribution of the past's share in the statistic where scores are normal and some steps are missing."""
    past = _no_past(memory)
    for j in range(len(memory)):
        if known[len(memory) - 1 - j]:
            past = _convolved(past, memory[j] * excess, excess_chance)
    return past


@njit(cache=True, nogil=True)
def _normal_tail_of_sum(past, statistic):  # type: ignore[no-untyped-def]
    total = 0.0
    for i in range(len(past)):
        total += past[i] * _normal_tail(max(statistic - i * _GRID, 0.0))
    return total


@njit(cache=True, nogil=True)
def _tail_of_sum(past, chance, score, n, statistic):  # type: ignore[no-untyped-def]
    """Chance that past and present together exceed the statistic, ties counting half."""
    total, y, above = 0.0, n, 0.0
    for i in range(len(past)):
        needed = statistic - i * _GRID
        while y > 0 and score[y - 1] > max(needed + _TIE, 0.0):
            y -= 1
            above += chance[y]
        tied, k = 0.0, y
        while k > 0 and score[k - 1] >= max(needed - _TIE, 0.0):
            k -= 1
            tied += chance[k]
        total += past[i] * (above + tied / 2)
    return total
