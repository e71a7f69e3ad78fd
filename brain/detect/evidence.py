"""One exact p-value from the counts of the last steps.

Each count becomes a normal score of its mid-p-value. The statistic adds to today's score a share of the excess of the
steps before, each kept between nothing and a limit: an outbreak yesterday makes one today likelier, but an outbreak
that is over raises no alarm. Its chance under no outbreak is found by convolving the negative binomial atoms of the
scores, so that it holds for counts of any size.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from brain.detect import negbin
from brain.detect.parallel import over_series

Floats = NDArray[np.float64]

MEMORY = {"W": np.array([0.5, 0.15, 0.1]), "D": np.array([0.5, 0.35, 0.25, 0.2, 0.15, 0.1, 0.1])}
"""Share of the excess one, two, three … steps back."""
LIMIT = 3.0
_GRID = 0.02
_TIE = 0.03
_MAX_COUNT = 4000
_NEARLY_NORMAL_SD = 6.0
_CLEARLY_NO_ALARM = 0.3
_SMALLEST_ATOM = 1e-17


def mid_score(counts: Floats, mean: Floats, phi: Floats, zero_share: Floats) -> Floats:
    """Normal score of the mid-p-value of each count; 0 where missing (NaN)."""
    tail = negbin.upper_tail(counts, mean, phi), negbin.upper_tail(counts + 1, mean, phi)
    above = [np.where(counts + shift < 1, 1.0, (1 - zero_share) * part) for shift, part in zip((0, 1), tail, strict=True)]
    score = -ndtri(np.clip((above[0] + above[1]) / 2, 1e-300, 1 - 1e-16))
    return np.where(np.isnan(counts), 0.0, score)


def p_values(counts: Floats, mean: Floats, phi: Floats, zero_share: Floats, freq: str) -> Floats:
    """p-value [series] of the last column of ``counts``; all arguments but ``zero_share`` [series × 1] and ``freq``
    are [series × steps], the steps being as many as the memory reaches back and one."""
    found = np.empty(len(counts))
    score = mid_score(counts, mean, phi, zero_share)

    memory = MEMORY[freq]
    normal = _normal_past(memory)

    def work(rows: slice) -> None:
        _tails(score[rows], mean[rows], phi[rows], zero_share[rows, 0], memory, normal, found[rows])

    over_series(work, len(counts))
    return np.where(np.isnan(counts[:, -1]), np.nan, found)


def _normal_past(memory: Floats) -> Floats:
    """Distribution, on the grid, of the past's share in the statistic where scores are normal."""
    edges = np.concatenate([[-np.inf], np.arange(_GRID / 2, LIMIT, _GRID)])
    atoms = np.diff(np.concatenate([ndtr(edges), [1.0]]))
    values = np.minimum(np.arange(len(atoms)) * _GRID, LIMIT)
    past = _no_past(memory)
    for share in memory:
        past = _convolved(past, share * values, atoms)
    return past


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
def _atoms(mean, phi, zero_share, chance, score):  # type: ignore[no-untyped-def]
    """Fills chances and scores of the counts 0, 1, 2 …; returns how many matter."""
    size, growth = mean / max(phi - 1, 1e-9), 1 - 1 / max(phi, 1 + 1e-9)
    now = math.exp(-size * math.log(max(phi, 1 + 1e-9)))
    n = 0
    while n < _MAX_COUNT and (n <= mean or now > _SMALLEST_ATOM):
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
def _tails(score, mean, phi, zero_share, memory, normal, found):  # type: ignore[no-untyped-def]
    chance, atom_score = np.empty(_MAX_COUNT), np.empty(_MAX_COUNT)
    last = len(memory)
    for s in range(len(score)):
        statistic = score[s, last]
        for j in range(len(memory)):
            statistic += memory[j] * min(max(score[s, last - 1 - j], 0.0), LIMIT)
        is_normal = phi[s, last] * mean[s, last] > _NEARLY_NORMAL_SD**2 or statistic < _CLEARLY_NO_ALARM
        past = normal if is_normal else _no_past(memory)
        if is_normal:
            found[s] = 0.0
            for i in range(len(past)):
                found[s] += past[i] * _normal_tail(statistic - i * _GRID)
            continue
        for j in range(len(memory)):
            column = last - 1 - j
            n = _atoms(mean[s, column], phi[s, column], zero_share[s], chance, atom_score)
            values = memory[j] * np.minimum(np.maximum(atom_score[:n], 0.0), LIMIT)
            past = _convolved(past, values, chance[:n])
        n = _atoms(mean[s, last], phi[s, last], zero_share[s], chance, atom_score)
        found[s] = _tail_of_sum(past, chance, atom_score, n, statistic)


@njit(cache=True, nogil=True)
def _tail_of_sum(past, chance, score, n, statistic):  # type: ignore[no-untyped-def]
    """Chance that past and present together exceed the statistic, ties counting half."""
    total, y, above = 0.0, n, 0.0
    for i in range(len(past)):
        needed = statistic - i * _GRID
        while y > 0 and score[y - 1] > needed + _TIE:
            y -= 1
            above += chance[y]
        tied, k = 0.0, y
        while k > 0 and score[k - 1] >= needed - _TIE:
            k -= 1
            tied += chance[k]
        total += past[i] * (above + tied / 2)
    return total
