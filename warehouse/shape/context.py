"""What shaping needs to know beyond the contract: area codes, borders, topics, and what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.city_model import City, load_cities, load_topics
from schemas.contract import FeedContract
from schemas.settings import Settings

CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far a department's clock may run ahead before a time counts as future."""


@dataclass(frozen=True)
class Lookup:
    """Exact look-up of texts in a column."""

    keys: pa.Array
    values: pa.Array

    @classmethod
    def of(cls, pairs: dict[str, str]) -> Lookup:
        """A look-up from a dictionary."""
        return cls(pa.array(list(pairs), pa.string()), pa.array(list(pairs.values()), pa.string()))

    def find(self, texts: pa.Array) -> pa.Array:
        """The value of each text; null where there is none."""
        return self.values.take(pc.index_in(texts, value_set=self.keys, skip_nulls=True))


@dataclass(frozen=True)
class ShapeContext:
    """Made once for a feed and used for all its batches."""

    city: City
    areas: Lookup
    topics: Lookup
    now: datetime

    def locate(self, longitude: pa.Array, latitude: pa.Array) -> pa.Array:
        """area_id of the smallest area that holds each point; null where none does."""
        place = (np.asarray(axis.to_numpy(zero_copy_only=False), dtype=np.float64) for axis in (longitude, latitude))
        return pa.array(self.city.locator.locate(*place), pa.string())


def shape_context(contract: FeedContract, settings: Settings) -> ShapeContext:
    """The context of one feed; ``now`` is the end of ``settings.today`` where that is set."""
    city = load_cities(settings)[contract.city]
    leaves = {topic.topic_id: topic.topic_id for topic in load_topics(settings) if topic.is_leaf}
    prefix = contract.maps.area_prefix
    codes = {name.removeprefix(prefix): area for name, area in city.codes.items() if name.startswith(prefix)}
    return ShapeContext(
        city=city,
        areas=Lookup.of(codes),
        topics=Lookup.of({**leaves, **contract.maps.topic_values}),
        now=_now(city, settings),
    )


def _now(city: City, settings: Settings) -> datetime:
    if settings.today is None:
        return datetime.now(UTC) + CLOCK_TOLERANCE
    return datetime.combine(settings.today + timedelta(days=1), time(), city.zone).astimezone(UTC)
