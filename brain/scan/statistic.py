"""The scan statistic: the largest log-likelihood ratio over zones and windows ending today.

Expectation-based Poisson (Neill 2009, *International Journal of Forecasting* 25:498): counts against their own
expectation. Prospective Kulldorff (2001, *J. R. Statist. Soc. A* 164:61): rate inside against rate outside, given
the total.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def _ratio(observed, expected, total):  # type: ignore[no-untyped-def]
    """Log-likelihood ratio of an excess; ``total`` 0: expectation-based."""
    value = observed * np.log(observed / expected)
    if total == 0.0:
        return value + expected - observed
    rest = total - observed
    return value + (rest * np.log(rest / (total - expected)) if rest > 0 else 0.0)


@njit(cache=True, nogil=True)
def zone_sums(areas, parent, added):  # type: ignore[no-untyped-def]
    """Sums [zones × windows] of area sums [areas × windows]."""
    sums = np.empty((len(parent), areas.shape[1]))
    for z in range(len(parent)):
        for w in range(areas.shape[1]):
            sums[z, w] = areas[added[z], w] + (sums[parent[z], w] if parent[z] >= 0 else 0.0)
    return sums


@njit(cache=True, nogil=True)
def largest(areas, expected, parent, added, total):  # type: ignore[no-untyped-def]
    """The largest ratio of the zone sums of ``areas`` [areas × windows] to ``expected`` [zones × windows].

    A quadratic bound spares most logarithms.
    """
    best, sums = 0.0, np.empty(expected.shape)
    for z in range(len(parent)):
        for w in range(areas.shape[1]):
            observed = areas[added[z], w] + (sums[parent[z], w] if parent[z] >= 0 else 0.0)
            sums[z, w] = observed
            excess = observed - expected[z, w]
            if excess <= 0.0:
                continue
            bound = excess * excess / (2.0 * expected[z, w])
            if total > 0.0:
                bound += excess * excess / (total - expected[z, w])
            if bound > best:
                best = max(best, _ratio(observed, expected[z, w], total))
    return best


@njit(cache=True, nogil=True)
def ratios(observed, expected, total):  # type: ignore[no-untyped-def]
    """All ratios [zones × windows], 0 where nothing is in excess."""
    found = np.zeros(observed.shape)
    for z in range(observed.shape[0]):
        for w in range(observed.shape[1]):
            if observed[z, w] > expected[z, w]:
                found[z, w] = _ratio(observed[z, w], expected[z, w], total)
    return found


def windows_back(counts: Floats) -> Floats:
    """[areas × windows] sums over the last 1, 2 … days of [areas × days]."""
    return np.ascontiguousarray(np.cumsum(counts[:, ::-1], axis=1))
