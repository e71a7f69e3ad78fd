"""The files of a city profile and of the topic tree, read strictly.

``schemas/city/topics.yaml`` is shared by all cities; ``schemas/city/profiles/<city>/`` holds
``city.yaml``, ``departments.yaml``, ``responsibility.yaml`` and ``areas.geojson``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field, field_validator

from schemas.contract import Strict
from schemas.problems import CityError
from schemas.yaml_file import YamlFile

Level = Literal["city", "district", "street", "community", "grid"]
LEVELS: tuple[Level, ...] = ("city", "district", "street", "community", "grid")
Model = TypeVar("Model", bound=BaseModel)


class Topic(Strict):
    """One node of the topic tree: a leaf (``water.burst``), its group (``water``) or the root ``all``."""

    topic_id: str
    group_id: str
    en: str
    zh: str
    department: str
    is_hazard: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether rows may carry this topic."""
        return "." in self.topic_id


class Department(Strict):
    """A department; ``code`` is what contracts and topics name."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    en: str
    zh: str


class Area(Strict):
    """One area. ``geometry`` is a GeoJSON polygon or point in WGS 84, or None where its parts give it."""

    area_id: str
    parent_id: str | None
    level: Level
    code: str
    en: str
    zh: str
    population: int | None = None
    geometry: dict[str, Any] | None = None


class Unit(Strict):
    """Who answers at a level; texts may hold ``{area}`` and ``{department}``."""

    level: Level
    role: str
    en: str
    zh: str


class UnitException(Strict):
    """A unit that replaces the level's usual one for some topics."""

    topics: tuple[str, ...]
    level: Level
    en: str
    zh: str


class Responsibility(Strict):
    """The chain from the lowest level up."""

    chain: tuple[Unit, ...]
    exceptions: tuple[UnitException, ...] = ()


class CalendarSource(Strict):
    """Country (and subdivision) code of the holiday calendar and the years that it covers."""

    holidays: str
    subdivision: str | None = None
    first_year: int = Field(ge=1990)
    last_year: int = Field(le=2100)


class Season(Strict):
    """Days of every year, ``first`` to ``last`` (MM-DD, both included), in which some matters stand at another level.

    Heating runs past the year's end. Forecasts and detection learn each season's level apart from the time of year.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    en: str
    zh: str
    first: str
    last: str

    @field_validator("first", "last")
    @classmethod
    def _is_a_day(cls, text: str) -> str:
        try:
            date.fromisoformat(f"2001-{text}")
        except ValueError:
            raise ValueError(f"{text!r} is not a day of every year such as 11-15") from None
        return text

    def holds(self, day: date) -> bool:
        """Whether the day is in the season."""
        text = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= text <= self.last
        return text >= self.first or text <= self.last


class CityFile(Strict):
    """``city.yaml``."""

    id: str
    en: str
    zh: str
    country: str
    timezone: str
    clock: Literal["wall", "data"]
    bridge_m: float = 0.0
    calendar: CalendarSource
    extra_workdays: tuple[date, ...] = ()
    seasons: tuple[Season, ...] = ()


class Profile(Strict):
    """All files of one city."""

    city: CityFile
    departments: tuple[Department, ...]
    responsibility: Responsibility
    areas: tuple[Area, ...]


class _DepartmentsFile(Strict):
    departments: tuple[Department, ...]


class _TopicEntry(Strict):
    en: str
    zh: str
    hazard: bool = False


class _GroupEntry(Strict):
    en: str
    zh: str
    department: str
    topics: dict[str, _TopicEntry]


class _TopicsFile(Strict):
    groups: dict[str, _GroupEntry]


class _AreasFile(Strict):
    areas: tuple[Area, ...]


ALL_TOPICS = Topic(topic_id="all", group_id="all", en="All topics", zh="全部事项", department="operations")


def read_topics(city_dir: Path) -> tuple[Topic, ...]:
    """The topic tree: ``all``, then each group before its leaves. CityError when the file is wrong."""
    groups = _parse(_TopicsFile, city_dir / "topics.yaml").groups
    found = [ALL_TOPICS]
    for group_id, group in groups.items():
        hazard = any(entry.hazard for entry in group.topics.values())
        found.append(_topic(group_id, group_id, group.en, group.zh, group.department, hazard))
        for name, entry in group.topics.items():
            found.append(_topic(f"{group_id}.{name}", group_id, entry.en, entry.zh, group.department, entry.hazard))
    return tuple(found)


def _topic(topic_id: str, group_id: str, en: str, zh: str, department: str, hazard: bool) -> Topic:
    return Topic(topic_id=topic_id, group_id=group_id, en=en, zh=zh, department=department, is_hazard=hazard)


def read_profiles(city_dir: Path) -> dict[str, Profile]:
    """Every city profile by city id. CityError when a file is wrong."""
    folders = sorted(path.parent for path in (city_dir / "profiles").glob("*/city.yaml"))
    profiles = [_read_profile(folder, newest_change(folder)) for folder in folders]
    return {profile.city.id: profile for profile in profiles}


def newest_change(folder: Path) -> int:
    """Nanoseconds of the latest change of a file under ``folder``; 0 when it is empty."""
    return max((path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()), default=0)


@lru_cache(maxsize=16)
def _read_profile(folder: Path, changed: int) -> Profile:
    del changed
    profile = Profile(
        city=_parse(CityFile, folder / "city.yaml"),
        departments=_parse(_DepartmentsFile, folder / "departments.yaml").departments,
        responsibility=_parse(Responsibility, folder / "responsibility.yaml"),
        areas=_read_areas(folder / "areas.geojson"),
    )
    _check_areas(folder / "areas.geojson", profile.areas)
    return profile


def _parse(model: type[Model], path: Path) -> Model:
    file = YamlFile.read(path)
    parsed = None if file.errors else file.parse(model, file.data)
    if parsed is None:
        raise CityError(file.errors)
    return parsed


def _read_areas(path: Path) -> tuple[Area, ...]:
    """The features' properties and geometries."""

    file = YamlFile(path, None, {(): 1})
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        areas = [{**feature["properties"], "geometry": feature["geometry"]} for feature in features]
    except (OSError, ValueError, KeyError, TypeError) as error:
        file.add((), f"not a GeoJSON feature collection: {type(error).__name__}")
        raise CityError(file.errors) from error
    file.data = {"areas": areas}
    parsed = file.parse(_AreasFile, file.data)
    if parsed is None:
        raise CityError(file.errors)
    return parsed.areas


def _check_areas(path: Path, areas: Sequence[Area]) -> None:
    """One root, of level city, first; each parent before its children and at a higher level; ids unique."""
    file = YamlFile(path, None, {(): 1})
    levels: dict[str, int] = {}
    for area in areas:
        above = levels.get(area.parent_id or "", -1)
        if area.area_id in levels:
            file.add((area.area_id,), "given twice")
        if (area.parent_id is None) != (not levels):
            file.add((area.area_id,), "exactly one area, the first, has no parent")
        elif area.parent_id is not None and area.parent_id not in levels:
            file.add((area.area_id,), f"parent '{area.parent_id}' is not among the areas before it")
        elif above >= LEVELS.index(area.level):
            file.add((area.area_id,), f"level {area.level} is not below its parent's")
        levels[area.area_id] = LEVELS.index(area.level)
    if file.errors:
        raise CityError(file.errors)
