"""What warnings are judged from: detections, clusters, forecasts, capacity and feed health of one city, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from brain.detect.rows import MEASURE_METHOD

Floats = NDArray[np.float64]
Key = tuple[str, str]
"""(area_id, topic_id)."""


@dataclass(frozen=True)
class Area:
    """An area's names, level, ancestors (nearest first) and neighbours of the same level."""

    name_en: str
    name_zh: str
    level: str
    ancestors: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """A topic's names and whether it is a danger to life or health."""

    name_en: str
    name_zh: str
    is_hazard: bool = False


@dataclass(frozen=True)
class Cluster:
    """A space-time cluster found on a day."""

    cluster_id: str
    topic_id: str
    area_ids: tuple[str, ...]
    window_days: int
    observed: float
    expected: float
    p_value: float
    q_value: float
    """Benjamini–Hochberg's figure at its own rank, over the best clusters of all topics scanned that day."""


@dataclass(frozen=True)
class Outlook:
    """One forecast against capacity, by target day; ``exceedance``: probability that demand exceeds capacity.

    Where several topics share a resource, ``resource`` is it, demand is theirs together, and ``shares`` holds the mean
    demand of each over the horizon, the largest first.
    """

    made_on: date
    days: tuple[date, ...]
    mean: tuple[float, ...]
    q10: tuple[float, ...]
    q90: tuple[float, ...]
    capacity: tuple[float, ...]
    exceedance: tuple[float, ...]
    resource: str = ""
    resource_names: tuple[str, str] = ("", "")
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class StaleFeed:
    """A feed that is late or failed."""

    feed: str
    title_en: str
    title_zh: str
    state: str
    area_id: str
    topics: tuple[str, ...]
    loaded_through: str


@dataclass(frozen=True)
class History:
    """One city. ``keys [n]`` name the rows of the arrays ``[n, T]`` (NaN: not judged); ``days [T]``.

    ``outlooks`` holds for a key its forecasts by the day they were made on; ``feeds`` the feeds behind a topic;
    ``measured_in`` the unit of topics that are measured rather than counted.
    """

    city_id: str
    timezone: str
    days: tuple[date, ...]
    keys: tuple[Key, ...]
    observed: Floats
    expected: Floats
    p_value: Floats
    q_value: Floats
    areas: Mapping[str, Area]
    topics: Mapping[str, Topic]
    units: Mapping[Key, tuple[str, str]]
    clusters: Mapping[date, tuple[Cluster, ...]] = field(default_factory=dict)
    outlooks: Mapping[Key, Mapping[date, Outlook]] = field(default_factory=dict)
    stale: tuple[StaleFeed, ...] = ()
    feeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    methods: Mapping[Key, str] = field(default_factory=dict)
    measured_in: Mapping[str, str] = field(default_factory=dict)

    def is_measure(self, key: Key) -> bool:
        """Daily means of a measured value: they do not add up over areas, and are no events."""
        return self.methods.get(key) == MEASURE_METHOD

    def rows(self) -> dict[Key, int]:
        """Row number of each key."""
        return {key: row for row, key in enumerate(self.keys)}
