"""Finds clusters and tests them by Monte Carlo."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gumbel_r

from brain.scan.statistic import largest, ratios, windows_back, zone_sums
from brain.scan.zones import Zones

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Floats]
Tail = Callable[[float], float]


@dataclass(frozen=True)
class Cluster:
    """A zone with more events than expected over the last ``window_days`` days."""

    areas: tuple[int, ...]
    window_days: int
    observed: float
    expected: float
    ratio: float
    p_value: float


def find_clusters(
    counts: Floats,
    expected: Floats,
    draw: Draw,
    zones: Zones,
    *,
    replicas: int,
    seed: int,
    total: float,
    is_gumbel: bool,
    max_p: float,
) -> list[Cluster]:
    """Clusters in ``counts`` ([areas × days], the last day being today), most likely first, none sharing an area.

    ``draw`` gives counts under no cluster; ``total`` is the number of events of the whole period for Kulldorff's
    ratio, 0 for the expectation-based one. Each p-value is the chance of so large a ratio anywhere.
    """
    baseline = zone_windows(expected, zones)
    null = null_maxima(draw, baseline, zones, replicas, seed, total)
    return disjoint_clusters(counts, baseline, zones, tail_of(null, is_gumbel), total, max_p)


def zone_windows(counts: Floats, zones: Zones) -> Floats:
    """Sums [zones × windows] of [areas × days] over the last 1, 2 … days."""
    sums: Floats = zone_sums(windows_back(counts), zones.parent, zones.added)
    return sums


def null_maxima(draw: Draw, baseline: Floats, zones: Zones, replicas: int, seed: int, total: float) -> Floats:
    """The largest ratio in each of ``replicas`` draws, reproducible whatever the number of threads."""
    streams = np.random.SeedSequence(seed).spawn(replicas)

    def one(stream: np.random.SeedSequence) -> float:
        drawn = zone_windows(draw(np.random.default_rng(stream)), zones)
        return float(largest(drawn, baseline, total))

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return np.array(list(pool.map(one, streams, chunksize=8)))


def tail_of(null: Floats, is_gumbel: bool) -> Tail:
    """Chance of a ratio under ``null``: Monte Carlo rank, or a Gumbel distribution fitted once (Abrams et al. 2010)."""
    if is_gumbel:
        fitted = gumbel_r(*gumbel_r.fit(null))
        return lambda ratio: float(fitted.sf(ratio))
    return lambda ratio: float((1 + (null >= ratio).sum()) / (len(null) + 1))


def disjoint_clusters(
    counts: Floats, baseline: Floats, zones: Zones, tail: Tail, total: float, max_p: float
) -> list[Cluster]:
    """Zones of ``counts`` ([areas × days]) with p-values to ``max_p``, most likely first, none sharing an area."""
    observed = zone_windows(counts, zones)
    found = ratios(observed, baseline, total)
    window, best = found.argmax(axis=1), found.max(axis=1)
    taken: set[int] = set()
    clusters: list[Cluster] = []
    for zone in np.argsort(-best, kind="stable").tolist():
        if best[zone] <= 0 or (p := tail(float(best[zone]))) > max_p:
            break
        areas = zones.members(zone)
        if taken.isdisjoint(areas):
            taken.update(areas)
            w = int(window[zone])
            figures = float(observed[zone, w]), float(baseline[zone, w]), float(best[zone]), p
            clusters.append(Cluster(tuple(areas), w + 1, *figures))
    return clusters
