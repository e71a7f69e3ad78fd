"""The simulation of Noufaily et al. (2013), *Statistics in Medicine* 32:1206: 28 scenarios of weekly counts.

624 weeks; mean ``exp(theta + beta t + m (g1 cos(2 pi t / 52) + g2 sin(2 pi t / 52)))``, variance ``phi`` times it.
Outbreaks of Poisson(k sd) cases, k from 1 to 10, spread over weeks by LogNormal(0, 0.5²): four begin in weeks 313–575,
one in weeks 576–624, which are judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

N_WEEKS, FIRST_JUDGED = 624, 575
BLOCKS = ("no trend, no season", "season", "trend", "trend and season")
PARAMETERS = (
    (0.1, 1.5, 0.0025, 0.6, 0.6),
    (-2.0, 2.0, 0.005, 0.1, 0.3),
    (1.5, 1.0, 0.003, 0.2, -0.4),
    (0.5, 5.0, 0.002, 0.5, 0.5),
    (2.5, 3.0, 0.001, 1.0, 0.1),
    (3.75, 1.1, 0.001, 0.1, -0.1),
    (5.0, 1.2, 0.0001, 0.05, 0.01),
)


@dataclass(frozen=True)
class Simulation:
    """Series with their truth, all [series × steps]; ``group`` [series] names the kind of each."""

    counts: Floats
    """NaN: missing."""
    mean: Floats
    """Mean without outbreak of the step's count (of the thinned count where reports are late)."""
    phi: Floats
    outbreak: Floats
    """Cases added by outbreaks."""
    first_judged: int
    group: NDArray[np.str_]
    zero_share: Floats
    """Chance of a structural zero."""
    reported: Floats | None = None
    """Share of the cases that has come in yet, where known."""


def simulate(replicates: int, seed: int = 2013) -> Simulation:
    """``replicates`` series of each scenario, scenario by scenario."""
    rng = np.random.default_rng(seed)
    week = np.arange(1, N_WEEKS + 1)
    means, phis, groups = [], [], []
    for block, name in enumerate(BLOCKS):
        for theta, phi, beta, cosine, sine in PARAMETERS:
            season = cosine * np.cos(2 * np.pi * week / 52) + sine * np.sin(2 * np.pi * week / 52)
            mean = np.exp(theta + beta * week * (block >= 2) + season * (block % 2))
            means += [mean] * replicates
            phis += [phi] * replicates
            groups += [name] * replicates
    mean, phi = np.array(means), np.array(phis)[:, None] * np.ones(N_WEEKS)
    counts = negative_binomial(rng, mean, phi)
    outbreak = np.zeros_like(counts)
    for row in range(len(counts)):
        for start in [*rng.choice(np.arange(312, 575), 4, replace=False), rng.integers(575, N_WEEKS)]:
            add_outbreak(rng, outbreak[row], int(start), rng.integers(1, 11) * np.sqrt(mean[row, start] * phi[row, 0]))
    return Simulation(counts + outbreak, mean, phi, outbreak, FIRST_JUDGED, np.array(groups), np.zeros_like(mean))


def negative_binomial(rng: np.random.Generator, mean: Floats, phi: Floats) -> Floats:
    """Draws with variance ``phi * mean``; Poisson at phi 1."""
    over = np.maximum(phi - 1, 1e-9)
    rate = np.where(phi > 1, rng.gamma(mean / over, over), mean)
    return rng.poisson(rate).astype(np.float64)


def add_outbreak(rng: np.random.Generator, cases: Floats, start: int, size: float) -> None:
    """Adds Poisson(``size``) cases, spread over the steps from ``start`` by LogNormal(0, 0.5²)."""
    delays = np.floor(rng.lognormal(0.0, 0.5, rng.poisson(size))).astype(np.int64)
    np.add.at(cases, start + delays[start + delays < len(cases)], 1)
