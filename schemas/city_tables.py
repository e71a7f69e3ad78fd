"""The ``ref.*`` tables, as Arrow: everything the definitions say, for joins in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import shapely
from shapely.geometry import mapping

from schemas.city_files import Topic, Unit, UnitException
from schemas.city_model import City, load_cities, load_topics
from schemas.contract import FeedContract
from schemas.contract_loader import read_contracts
from schemas.settings import Settings, get_settings

_PLACES = 6
_KINDS = {"": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}


def _schema(columns: str) -> pa.Schema:
    """``"area_id population:int"``: names with their kind; text where none is given."""
    pairs = (column.partition(":") for column in columns.split())
    return pa.schema([(name, _KINDS[kind]) for name, _, kind in pairs])


SCHEMAS: dict[str, pa.Schema] = {
    "city": _schema("city_id name_en name_zh timezone clock country"),
    "area": _schema(
        "area_id parent_id city_id level code name_en name_zh population:int longitude:float latitude:float"
        " polygon_geojson sort_order:int"
    ),
    "area_closure": _schema("ancestor_id area_id depth:int"),
    "adjacency": _schema("area_id neighbour_id"),
    "topic": _schema("topic_id group_id name_en name_zh department_code is_hazard:bool"),
    "department": _schema("department_id city_id code name_en name_zh"),
    "responsibility": _schema("area_id topic_id unit_en unit_zh role"),
    "calendar": _schema("city_id day:date name_en name_zh is_holiday:bool is_workday:bool"),
    "season": _schema("city_id season_id name_en name_zh day:date"),
    "feed": _schema(
        "feed_id city_id department_id title_en title_zh grain purpose legal_basis"
        " frequency_minutes:int latency_minutes:int retention_days:int contract_version"
    ),
    "contract_column": _schema("feed_id column_name type classification entity_type operator label_en label_zh"),
}


def ref_tables(settings: Settings | None = None) -> dict[str, pa.Table]:
    """Every ``ref`` table by name, for all cities, all topics and every sound contract.

    ``topic`` holds leaves, groups (``topic_id = group_id``) and ``all``; ``calendar`` every day of the
    calendar's years, ``season`` each season's days; ``area_closure`` also each area with itself at depth 0.
    """
    settings = settings or get_settings()
    cities = list(load_cities(settings).values())
    topics = load_topics(settings)
    contracts = list(read_contracts(settings)[0].values())
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        "city": (_city(city) for city in cities),
        "area": (row for city in cities for row in _areas(city)),
        "area_closure": (row for city in cities for row in _closure(city)),
        "adjacency": (pair for city in cities for pair in city.adjacency),
        "topic": ((t.topic_id, t.group_id, t.en, t.zh, t.department, t.is_hazard) for t in topics),
        "department": (row for city in cities for row in _departments(city)),
        "responsibility": (row for city in cities for row in _responsibility(city, topics)),
        "calendar": (row for city in cities for row in _calendar(city)),
        "season": (row for city in cities for row in _seasons(city)),
        "feed": (_feed(contract) for contract in contracts),
        "contract_column": (row for contract in contracts for row in _columns(contract)),
    }
    return {name: _table(SCHEMAS[name], found) for name, found in rows.items()}


def _table(schema: pa.Schema, rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(values, kind) for values, kind in zip(columns, schema.types, strict=True)], schema=schema)


def _city(city: City) -> tuple[Any, ...]:
    about = city.profile.city
    return about.id, about.en, about.zh, about.timezone, about.clock, about.country


def _areas(city: City) -> Iterable[tuple[Any, ...]]:
    for order, area in enumerate(city.areas):
        shape = city.shapes.get(area.area_id)
        centre = shapely.centroid(shape) if shape is not None else None
        yield (
            *(area.area_id, area.parent_id, city.city_id, area.level, area.code, area.en, area.zh, area.population),
            None if centre is None else round(centre.x, _PLACES),
            None if centre is None else round(centre.y, _PLACES),
            json.dumps(mapping(shape), separators=(",", ":")) if shape is not None and shape.area > 0 else None,
            order,
        )


def _closure(city: City) -> Iterable[tuple[str, str, int]]:
    parents = {area.area_id: area.parent_id for area in city.areas}
    for area in city.areas:
        ancestor: str | None = area.area_id
        depth = 0
        while ancestor is not None:
            yield ancestor, area.area_id, depth
            ancestor, depth = parents[ancestor], depth + 1


def department_id(city_id: str, code: str) -> str:
    """Key of a department over all cities: ``yunlan.water``."""
    return f"{city_id}.{code}"


def _departments(city: City) -> Iterable[tuple[str, ...]]:
    for department in city.profile.departments:
        key = department_id(city.city_id, department.code)
        yield key, city.city_id, department.code, department.en, department.zh


def _responsibility(city: City, topics: Sequence[Topic]) -> Iterable[tuple[str, ...]]:
    """The unit of each area and topic at the area's own level; the chain upward is by ``area_closure``."""
    for area in city.areas:
        for topic in topics:
            unit = _unit(city, area.level, topic)
            if unit is not None:
                en, zh, role = unit
                names_en, names_zh = _department_names(city, topic)
                yield (
                    area.area_id,
                    topic.topic_id,
                    en.format(area=area.en, department=names_en),
                    zh.format(area=area.zh, department=names_zh),
                    role,
                )


def _unit(city: City, level: str, topic: Topic) -> tuple[str, str, str] | None:
    usual: Unit | None = next((unit for unit in city.profile.responsibility.chain if unit.level == level), None)
    if usual is None:
        return None
    special: UnitException | None = next(
        (
            item
            for item in city.profile.responsibility.exceptions
            if item.level == level and topic.topic_id in item.topics
        ),
        None,
    )
    chosen = special or usual
    return chosen.en, chosen.zh, usual.role


def _department_names(city: City, topic: Topic) -> tuple[str, str]:
    for department in city.profile.departments:
        if department.code == topic.department:
            return department.en, department.zh
    return city.profile.departments[0].en, city.profile.departments[0].zh


def _calendar(city: City) -> Iterable[tuple[Any, ...]]:
    for day in city.calendar:
        yield city.city_id, day.day, day.name_en, day.name_zh, day.is_holiday, day.is_workday


def _seasons(city: City) -> Iterable[tuple[Any, ...]]:
    for season in city.profile.city.seasons:
        for day in city.calendar:
            if season.holds(day.day):
                yield city.city_id, season.id, season.en, season.zh, day.day


def _feed(contract: FeedContract) -> tuple[Any, ...]:
    sla = contract.sla
    return (
        *(contract.id, contract.city, department_id(contract.city, contract.department)),
        *(contract.title.en, contract.title.zh, contract.grain.value, contract.purpose, contract.legal_basis),
        *(int(span.total_seconds() // 60) for span in (sla.frequency, sla.latency)),
        sla.retention.days,
        contract.version,
    )


def _columns(contract: FeedContract) -> Iterable[tuple[Any, ...]]:
    for column in contract.columns:
        entity = column.pii.entity if column.pii else None
        operator = column.pii.operator.value if column.pii else None
        yield (
            *(contract.id, column.name, column.type, column.classification, entity, operator),
            *(column.label.en, column.label.zh),
        )
