"""Cross checks of a contract: what one field says against another, and against the city."""

from __future__ import annotations

import codecs
import re
from datetime import date
from zoneinfo import available_timezones

from schemas.contract import Column, FeedContract, Grain, Operator, PiiRule
from schemas.contract_rules import check_rules
from schemas.entities import Entity
from schemas.reference import Reference
from schemas.yaml_file import Location, YamlFile

STANDARD_COLUMNS = frozenset(
    {"record_id", "occurred_at", "received_at", "area_id", "topic_id", "n_events", "value", "run_id"}
    | {"contract_version"}
)
"""Columns that the hub itself adds to every feed's rows; no contract column may have such a name."""

GENERALISE_TO = ("age_band", "area", "hour", "day", "month", "year")
_CONNECTOR_TYPES = {
    "rest": "api",
    "open311": "api",
    "socrata": "api",
    "sftp": "sftp",
    "file": "custom",
    "sql": "custom",
}
_GRAIN_COLUMNS = {Grain.COUNT: "count", Grain.MEASURE: "value", Grain.CAPACITY: "capacity"}
_TIMES = ("occurred_at", "received_at", "responded_at", "closed_at", "due_at")
_PROPERTIES: Location = ("schema", 0, "properties")


def check_feed(file: YamlFile, contract: FeedContract, reference: Reference) -> None:
    """Note every mistake of ``contract`` in ``file``."""
    _check_identity(file, contract)
    _check_city(file, contract, reference)
    _check_source(file, contract)
    for index, column in enumerate(contract.columns):
        _check_column(file, column, (*_PROPERTIES, index))
    _check_unique_columns(file, contract)
    _check_maps(file, contract)
    _check_topics(file, contract, reference)
    _check_area(file, contract, reference)
    check_rules(file, contract)


def feed_property(file: YamlFile, name: str, location: Location = ()) -> Location:
    """Place of the value of a custom property of the contract, or of the part at ``location``."""
    part = file.data
    for step in location:
        part = part[step]
    for index, entry in enumerate(part["customProperties"]):
        if entry["property"] == name:
            return (*location, "customProperties", index, "value")
    return (*location, "customProperties")


def _check_identity(file: YamlFile, contract: FeedContract) -> None:
    if file.path.stem != contract.id:
        file.add(("id",), f"the file of this feed should be called {contract.id}.yaml", level="warning")
    if file.data["schema"][0]["name"] != contract.id:
        file.add(("schema", 0, "name"), f"must equal the contract's id, '{contract.id}'")
    if contract.history_start is not None:
        try:
            date.fromisoformat(contract.history_start)
        except ValueError:
            file.add(feed_property(file, "historyStart"), "not a date of the calendar")


def _check_city(file: YamlFile, contract: FeedContract, reference: Reference) -> None:
    if contract.timezone not in available_timezones():
        file.add_unknown(feed_property(file, "timezone"), "time zone", contract.timezone, available_timezones())
    if contract.city not in reference.departments:
        file.add_unknown(feed_property(file, "city"), "city", contract.city, reference.departments)
    elif contract.department not in reference.departments[contract.city]:
        known = reference.departments[contract.city]
        file.add_unknown(feed_property(file, "department"), "department", contract.department, known)


def _check_source(file: YamlFile, contract: FeedContract) -> None:
    source, place = contract.source, feed_property(file, "source", ("servers", 0))
    wanted = _CONNECTOR_TYPES[source.connector]
    if file.data["servers"][0]["type"] != wanted:
        file.add(("servers", 0, "type"), f"connector {source.connector} needs type {wanted}", (wanted,))
    try:
        codecs.lookup(source.encoding)
    except LookupError:
        file.add((*place, "encoding"), f"unknown encoding '{source.encoding}'")
    if source.connector == "sql" and not _binds_window(source.query or ""):
        file.add((*place, "query"), "connector sql needs a query that binds :window_start and :window_end")
    if re.search(r"://[^/@\s]+:[^/@\s]+@", source.location):
        file.add(("servers", 0, "location"), "holds a password: name a credential in 'secret' instead")
    if "{yyyy}" in source.location and "{dd}" not in source.location and source.window_column is None:
        file.add(place, "a file for each month or year needs window_column, by which its rows are cut into windows")
    if source.window_column is not None:
        _check_window_column(file, contract, source.window_column, (*place, "window_column"))


def _check_window_column(file: YamlFile, contract: FeedContract, name: str, place: Location) -> None:
    columns = {column.source_name: column for column in contract.columns}
    if name not in columns:
        file.add_unknown(place, "window_column", name, columns)
    elif columns[name].type not in ("timestamp", "date"):
        file.add(place, f"column '{name}' is a {columns[name].type}", ("timestamp", "date"))
    if "{dd}" in contract.source.location:
        file.add(place, "one file a day is a window already: leave window_column out")


def _binds_window(query: str) -> bool:
    return ":window_start" in query and ":window_end" in query


def _check_column(file: YamlFile, column: Column, place: Location) -> None:
    if column.name in STANDARD_COLUMNS:
        file.add((*place, "name"), f"'{column.name}' is a column that the hub adds itself: choose another name")
    personal = column.classification in ("pii", "pii_text")
    if personal and column.pii is None:
        file.add((*place, "classification"), f"classification {column.classification} needs the property 'pii'")
    if not personal and column.pii is not None:
        file.add((*place, "classification"), "has the property 'pii': classify it so", ("pii", "pii_text"))
    if column.pii is not None:
        _check_pii(file, column, column.pii, place)
    if column.date_format and column.type not in ("date", "timestamp"):
        file.add((*place, "logicalType"), "dateFormat needs a date or timestamp", ("date", "timestamp"))


def _check_pii(file: YamlFile, column: Column, rule: PiiRule, column_place: Location) -> None:
    place = feed_property(file, "pii", column_place)
    if rule.entity not in list(Entity):
        file.add_unknown((*place, "entity"), "entity", rule.entity, [entity.value for entity in Entity])
    if column.classification == "pii_text" and rule.operator not in (Operator.REDACT, Operator.DROP):
        file.add((*place, "operator"), "running text can only be redacted or dropped", ("redact", "drop"))
    if rule.operator is Operator.KEEP:
        file.add((*place, "operator"), "operator keep leaves a personal value as it is", ("drop", "redact", "mask"))
    if rule.operator is Operator.GENERALISE and rule.params.get("to") not in GENERALISE_TO:
        file.add((*place, "params"), "operator generalise needs params.to", GENERALISE_TO)


def _check_unique_columns(file: YamlFile, contract: FeedContract) -> None:
    for attribute, key in (("name", "name"), ("source_name", "physicalName")):
        names = [getattr(column, attribute) for column in contract.columns]
        for index, name in enumerate(names):
            if name in names[:index]:
                file.add((*_PROPERTIES, index, key), f"'{name}' is given to two columns")


def _check_maps(file: YamlFile, contract: FeedContract) -> None:
    place = feed_property(file, "maps")
    columns = {column.name: column for column in contract.columns}
    maps = contract.maps
    single = ("area", "longitude", "latitude", "topic", "count", "value", "capacity", "resource", "is_reopened")
    for name in (*_TIMES, *single, "satisfaction", "complainant"):
        used = getattr(maps, name)
        if used is not None and used not in columns:
            file.add_unknown((*place, name), "column", used, columns)
        elif used is not None and name in _TIMES and columns[used].type not in ("timestamp", "date"):
            file.add((*place, name), f"column '{used}' is a {columns[used].type}", ("timestamp", "date"))
        elif used is not None and name != "complainant" and columns[used].pii is not None:
            file.add((*place, name), f"column '{used}' is personal: no shared meaning may rest on it")
    _check_record_id(file, contract, columns, (*place, "record_id"))
    needed = _GRAIN_COLUMNS.get(contract.grain)
    if needed and getattr(maps, needed) is None:
        file.add(place, f"grain {contract.grain} needs maps.{needed}")
    complainant = columns.get(maps.complainant or "")
    if complainant is not None and complainant.pii is not None:
        _check_pseudonym(file, complainant, (*place, "complainant"))


def _check_record_id(file: YamlFile, contract: FeedContract, columns: dict[str, Column], place: Location) -> None:
    if not contract.maps.record_id:
        file.add(place, "names no column")
    for name in contract.maps.record_id:
        if name not in columns:
            file.add_unknown(place, "column", name, columns)
        elif columns[name].pii is not None:
            file.add(place, f"column '{name}' is personal: build record_id from columns that are not")


def _check_pseudonym(file: YamlFile, column: Column, place: Location) -> None:
    if column.pii is not None and column.pii.operator is not Operator.PSEUDONYMISE:
        file.add(place, f"column '{column.name}' is personal and not pseudonymised", ("pseudonymise",))


def _check_topics(file: YamlFile, contract: FeedContract, reference: Reference) -> None:
    maps, place = contract.maps, feed_property(file, "maps")
    named: dict[tuple[str, ...], str] = {("topic_values", key): topic for key, topic in maps.topic_values.items()}
    for name in ("topic_default", "topic_fallback"):
        if getattr(maps, name) is not None:
            named[(name,)] = getattr(maps, name)
    for part, topic in named.items():
        if topic not in reference.topics:
            file.add_unknown((*place, *part), "topic", topic, reference.topics)
    if maps.topic is None and maps.topic_default is None and contract.grain is not Grain.CAPACITY:
        file.add(place, "names no topic: give maps.topic or maps.topic_default")


def _check_area(file: YamlFile, contract: FeedContract, reference: Reference) -> None:
    maps, place = contract.maps, feed_property(file, "maps")
    if maps.area_default is not None and maps.area_default not in reference.areas:
        near = {area for area in reference.areas if area.count("-") <= 1}
        file.add_unknown((*place, "area_default"), "area", maps.area_default, near)
    if (maps.longitude is None) != (maps.latitude is None):
        file.add(place, "longitude and latitude go together")
    if maps.area is None and maps.longitude is None and maps.area_default is None:
        file.add(place, "names no area: give area, longitude and latitude, or area_default")
