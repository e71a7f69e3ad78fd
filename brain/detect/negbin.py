"""Negative binomial with variance proportional to the mean: ``Var = phi * mu`` (Poisson at ``phi = 1``).

With ``size = mu / (phi - 1)`` and success probability ``1 / phi``, as in Noufaily et al. (2013), *Statistics in
Medicine* 32:1206. Sums of independent counts with one ``phi`` are again of this form, with the means added.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

_POISSON = 1.0 + 1e-9
_TINY = 1e-12


def upper_tail(counts: ArrayLike, mean: ArrayLike, phi: ArrayLike) -> NDArray[np.float64]:
    """P(Y >= count), elementwise and broadcast; 1 at count 0; NaN where anything is NaN."""
    y, mu, ratio = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (counts, mean, phi)))
    mu = np.maximum(mu, _TINY)
    over = np.maximum(ratio, _POISSON)
    at_least_one = np.maximum(y, 1.0)
    negbin = special.betainc(at_least_one, mu / (over - 1), 1 - 1 / over)
    tail = np.where(ratio > _POISSON, negbin, special.gammainc(at_least_one, mu))
    tail = np.where(y < 1, 1.0, tail)
    return np.where(np.isnan(y + mu + ratio), np.nan, tail)


def quantile(level: float, mean: ArrayLike, phi: ArrayLike) -> NDArray[np.float64]:
    """Smallest count whose distribution function reaches ``level``; NaN where mean or phi is NaN."""
    mu, ratio = np.broadcast_arrays(np.asarray(mean, np.float64), np.asarray(phi, np.float64))
    mu = np.maximum(mu, _TINY)
    over = np.maximum(ratio, _POISSON)
    negbin = stats.nbinom.ppf(level, mu / (over - 1), 1 / over)
    found = np.where(ratio > _POISSON, negbin, stats.poisson.ppf(level, mu))
    return np.where(np.isnan(mu + ratio), np.nan, np.maximum(found, 0.0))


def near_quantile(
    tail: NDArray[np.float64], mean: NDArray[np.float64], phi: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Smallest count passed with a chance of at most ``tail``: exact where the variance is small, elsewhere by
    Cornish–Fisher's expansion to the skewness."""
    z = -special.ndtri(tail)
    found: NDArray[np.float64] = np.floor(mean + z * np.sqrt(phi * mean) + (z**2 - 1) / 6 * (2 * phi - 1))
    _small_quantiles(tail, mean, phi, found)
    return np.maximum(found, 0.0)


@njit(cache=True, nogil=True)
def _small_quantiles(tail, mean, phi, found):  # type: ignore[no-untyped-def]
    for s in range(len(mean)):
        if phi[s] * mean[s] > 36.0:
            continue
        ratio = max(phi[s], _POISSON)
        size, growth = mean[s] / (ratio - 1), 1 - 1 / ratio
        now = np.exp(-size * np.log(ratio))
        below, y = now, 0
        while 1 - below > tail[s] and y < 4000:
            now *= (y + size) / (y + 1) * growth
            y += 1
            below += now
        found[s] = y
