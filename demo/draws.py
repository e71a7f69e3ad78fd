"""Counter-based random numbers: a value depends on its seed, stream, row key and name alone.

A whole year is drawn in one vectorised call, and yet a day looks the same whichever
days are drawn beside it. The mixing function is the finaliser of SplitMix64 (Steele, Lea
and Flood 2014, OOPSLA); the idea of counters instead of state is Salmon et al. 2011 (SC'11).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import poisson

Keys = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def mix(values: Keys) -> Keys:
    """SplitMix64's finaliser, element by element."""
    z = values + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def name_key(*parts: object) -> np.uint64:
    """A 64-bit key of the parts' text, the same on every machine."""
    text = "\x1f".join(str(part) for part in parts)
    return np.uint64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little"))


def combine(*columns: npt.NDArray[np.integer]) -> Keys:
    """One row key out of several integer columns (broadcast together)."""
    keys = np.zeros(np.broadcast_shapes(*(column.shape for column in columns)), dtype=np.uint64)
    for column in columns:
        keys = mix(keys ^ column.astype(np.int64).astype(np.uint64))
    return keys


class Draws:
    """Random columns for rows that are told apart by ``keys``; each ``name`` is an independent column."""

    def __init__(self, seed: int, stream: str, keys: Keys) -> None:
        self.keys = mix(keys ^ name_key(seed, stream))

    @classmethod
    def of_keys(cls, keys: Keys) -> Draws:
        """Draws of rows whose keys are mixed already: rows taken from other draws."""
        draws = cls.__new__(cls)
        draws.keys = keys
        return draws

    def uniform(self, name: str) -> Floats:
        """In (0, 1), with 53 random bits."""
        bits = mix(self.keys ^ name_key(name)) >> np.uint64(11)
        return (bits.astype(np.float64) + 0.5) * 2.0**-53

    def normal(self, name: str) -> Floats:
        """Standard normal, by inversion."""
        return np.asarray(ndtri(self.uniform(name)), dtype=np.float64)

    def exponential(self, name: str, mean: Floats | float) -> Floats:
        """Exponential of that mean, by inversion."""
        return -np.log(self.uniform(name)) * mean

    def below(self, name: str, bound: Ints | int) -> Ints:
        """Integers in [0, bound)."""
        return np.asarray(self.uniform(name) * bound).astype(np.int64)

    def chance(self, name: str, probability: Floats | float) -> Mask:
        """True with that probability."""
        return self.uniform(name) < probability

    def pick(self, name: str, weights: Sequence[float] | Floats) -> Ints:
        """Index into ``weights``, in proportion to them."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.asarray(np.searchsorted(edges, self.uniform(name) * edges[-1], side="right"), dtype=np.int64)

    def poisson(self, name: str, mean: Floats) -> Ints:
        """Poisson counts, by inversion; a mean of zero gives zero."""
        counts = poisson.ppf(self.uniform(name), np.maximum(mean, 1e-12))
        return np.asarray(counts, dtype=np.int64)
