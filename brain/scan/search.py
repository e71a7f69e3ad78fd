"""Finds clusters and tests them by Monte Carlo."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gumbel_r

from brain.scan.statistic import largest, ratios, windows_back, zone_sums
from brain.scan.zones import Zones

Floats = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Floats]
Tail = Callable[[float], float]
_LOOKS = ((20, 3), (60, 5), (120, 6))
"""A ratio passed by 3 of the first 20 draws, 5 of 60 or 6 of 120: with a chance under 0.01, it would be once in 700."""


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


def largest_ratio(counts: Floats, baseline: Floats, zones: Zones, total: float) -> float:
    """Of all zones and windows of ``counts`` [areas × days], against ``baseline`` [zones × windows]."""
    return float(largest(windows_back(counts), baseline, zones.parent, zones.added, total))


def null_maxima(
    draw: Draw, baseline: Floats, zones: Zones, replicas: int, seed: int, total: float, skipped: int = 0
) -> Floats:
    """The largest ratio in each of ``replicas`` draws, reproducible whatever the number of threads.

    ``skipped``: leave out so many draws at the beginning.
    """
    streams = np.random.SeedSequence(seed).spawn(replicas)[skipped:]

    def one(stream: np.random.SeedSequence) -> float:
        return largest_ratio(draw(np.random.default_rng(stream)), baseline, zones, total)

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return np.array(list(pool.map(one, streams)))


def tail_of(null: Floats, is_gumbel: bool) -> Tail:
    """Chance of a ratio under ``null``: Monte Carlo rank, or a Gumbel distribution fitted once (Abrams et al. 2010)."""
    if is_gumbel:
        fitted = gumbel_r(*gumbel_r.fit(null))
        return lambda ratio: float(fitted.sf(ratio))
    return lambda ratio: float((1 + (null >= ratio).sum()) / (len(null) + 1))


def screened_tail(draw: Draw, baseline: Floats, zones: Zones, replicas: int, seed: int) -> Tail:
    """Chance of an expectation-based ratio: a Gumbel tail fitted to ``replicas`` draws, made as far as they are needed.

    What enough of the first draws pass is no cluster whatever the others say; it gets their share instead (sequential
    Monte Carlo; Besag & Clifford 1991, *Biometrika* 78:301).
    """

    @cache
    def first(n: int) -> Floats:
        known = first(max((k for k, _ in _LOOKS if k < n), default=0)) if n else np.empty(0)
        return np.concatenate([known, null_maxima(draw, baseline, zones, n, seed, 0.0, skipped=len(known))])

    @cache
    def whole() -> Tail:
        return tail_of(first(replicas), is_gumbel=True)

    def chance(ratio: float) -> float:
        for n, many in _LOOKS:
            if (above := int((first(n) >= ratio).sum())) >= many:
                return above / n
        return whole()(ratio)

    return chance


def disjoint_clusters(
    counts: Floats, baseline: Floats, zones: Zones, tail: Tail, total: float, max_p: float
) -> list[Cluster]:
    """Zones of ``counts`` ([areas × days]) with p-values to ``max_p``, most likely first, none sharing an area."""
    most = largest_ratio(counts, baseline, zones, total)
    if most <= 0 or tail(most) > max_p:
        return []
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
