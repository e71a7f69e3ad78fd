"""Candidate zones: sets of neighbouring areas, each one area larger than another.

A zone is stored by the zone it grows from and the area it adds, so that the sums over every zone take one addition.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_EARTH_KM = 6371.0088
MAX_ZONES = 60_000


@dataclass(frozen=True)
class Zones:
    """``parent[z] < z`` (-1: none) is the zone that ``z`` extends by the area ``added[z]``."""

    parent: Ints
    added: Ints

    def __len__(self) -> int:
        return len(self.parent)

    def members(self, zone: int) -> list[int]:
        """Area numbers of a zone, ascending."""
        found = []
        while zone >= 0:
            found.append(int(self.added[zone]))
            zone = int(self.parent[zone])
        return sorted(found)


def circular_zones(longitude: Floats, latitude: Floats, max_areas: int) -> Zones:
    """Around each area, its nearest 0, 1, 2 … others by great-circle distance (WGS 84 degrees)."""
    order = _nearest(longitude, latitude, max_areas)
    n_areas, depth = order.shape
    parent = np.arange(n_areas * depth) - 1
    parent[::depth] = -1
    return _without_repeats(Zones(parent, order.ravel()))


def connected_zones(neighbours: list[list[int]], max_areas: int, max_zones: int = MAX_ZONES) -> Zones:
    """Every connected set of areas, smallest sets first, up to ``max_areas`` areas a set and ``max_zones`` sets."""
    parent, added, sets = _single_areas(len(neighbours))
    seen = {frozenset([area]) for area in range(len(neighbours))}
    layer = range(len(sets))
    for _ in range(max_areas - 1):
        begin = len(sets)
        for zone in layer:
            around = {other for area in sets[zone] for other in neighbours[area]} - sets[zone]
            for area in sorted(around):
                grown = sets[zone] | {area}
                if grown in seen:
                    continue
                if len(sets) == max_zones:
                    return Zones(np.array(parent), np.array(added))
                seen.add(grown)
                sets.append(grown)
                parent.append(zone)
                added.append(area)
        layer = range(begin, len(sets))
    return Zones(np.array(parent), np.array(added))


def joined(first: Zones, second: Zones) -> Zones:
    """Both lists of zones, each set of areas once."""
    shifted = np.where(second.parent < 0, -1, second.parent + len(first))
    return _without_repeats(Zones(np.concatenate([first.parent, shifted]), np.concatenate([first.added, second.added])))


def _single_areas(n_areas: int) -> tuple[list[int], list[int], list[frozenset[int]]]:
    return [-1] * n_areas, list(range(n_areas)), [frozenset([area]) for area in range(n_areas)]


def _nearest(longitude: Floats, latitude: Floats, max_areas: int) -> Ints:
    lon, lat = np.radians(longitude), np.radians(latitude)
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    distance = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    np.fill_diagonal(distance, -1.0)
    return np.argsort(distance, axis=1, kind="stable")[:, :max_areas]


def _without_repeats(zones: Zones) -> Zones:
    """Drops zones that no kept zone grows from and whose set of areas came before."""
    seen: set[frozenset[int]] = set()
    sets: list[frozenset[int]] = []
    is_new = np.zeros(len(zones), bool)
    for zone, (parent, added) in enumerate(zip(zones.parent.tolist(), zones.added.tolist(), strict=True)):
        areas = frozenset([added]) if parent < 0 else sets[parent] | {added}
        sets.append(areas)
        is_new[zone] = areas not in seen
        seen.add(areas)
    needed = is_new.copy()
    for zone in range(len(zones) - 1, -1, -1):
        if needed[zone] and zones.parent[zone] >= 0:
            needed[zones.parent[zone]] = True
    number = np.cumsum(needed) - 1
    parent = zones.parent[needed]
    return Zones(np.where(parent < 0, -1, number[parent]), zones.added[needed])
