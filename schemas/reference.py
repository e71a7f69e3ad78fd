"""The names a contract may refer to: cities, departments, topics, areas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.city_files import newest_change, read_profiles, read_topics


@dataclass(frozen=True)
class Reference:
    """Names known to the hub; ``departments`` maps city id to its department codes."""

    departments: dict[str, frozenset[str]]
    topics: frozenset[str]
    areas: frozenset[str]


def load_reference(city_dir: Path) -> Reference:
    """The names in the profiles under ``city_dir``, read again only when a file has changed."""
    return _load(city_dir, newest_change(city_dir))


@lru_cache(maxsize=4)
def _load(city_dir: Path, changed: int) -> Reference:
    del changed
    profiles = read_profiles(city_dir)
    return Reference(
        {name: frozenset(department.code for department in profile.departments) for name, profile in profiles.items()},
        frozenset(topic.topic_id for topic in read_topics(city_dir) if topic.is_leaf),
        frozenset(area.area_id for profile in profiles.values() for area in profile.areas),
    )
