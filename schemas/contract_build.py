"""From the file's strict models to the contract that the hub uses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from pydantic import BaseModel

from schemas.contract import Column, FeedContract, Operator, PiiRule, QualityRule, Sla, Source
from schemas.entities import Entity
from schemas.odcs import (
    ColumnProperties,
    ContractFile,
    CustomProperty,
    FeedProperties,
    Property,
    Quality,
    QualityProperties,
    ServerProperties,
    SlaProperty,
)
from schemas.yaml_file import Location, YamlFile

Properties = TypeVar("Properties", bound=BaseModel)

_UNITS = {
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "m": timedelta(days=30),
    "y": timedelta(days=365),
}
_DIMENSIONS = {"conformity": "validity", "coverage": "completeness"}
_METRIC_DIMENSIONS = {
    "nullValues": "completeness",
    "missingValues": "completeness",
    "invalidValues": "validity",
    "duplicateValues": "uniqueness",
    "rowCount": "completeness",
    "sql": "consistency",
}
_UNCLASSIFIED = PiiRule(entity=Entity.FREE_TEXT, operator=Operator.DROP)


def build_contract(file: YamlFile) -> FeedContract | None:
    """The contract in ``file``; None, with the mistakes noted in ``file``, when a part does not fit."""
    parsed = file.parse(ContractFile, file.data)
    if parsed is None:
        return None
    feed = _custom(file, FeedProperties, parsed.custom_properties, ())
    source = _source(file, parsed)
    sla = _sla(file, parsed.sla_properties)
    columns = [_column(file, entry, ("schema", 0, "properties", i)) for i, entry in _schema(parsed)]
    rules = _rules(file, parsed)
    whole = [column for column in columns if column is not None]
    if feed is None or source is None or sla is None or len(whole) < len(columns):
        return None
    return FeedContract(
        **{name: getattr(feed, name) for name in FeedProperties.model_fields},
        **{name: getattr(parsed, name) for name in ("id", "version", "status", "domain")},
        source=source,
        sla=sla,
        columns=tuple(whole),
        quality=(*_allowed_rules(whole), *rules),
        path=file.path,
    )


def _schema(parsed: ContractFile) -> list[tuple[int, Property]]:
    return list(enumerate(parsed.schema_[0].properties))


def _custom(
    file: YamlFile, model: type[Properties], entries: Sequence[CustomProperty], location: Location
) -> Properties | None:
    """``customProperties`` as one model; mistakes are placed inside the property's own ``value``."""
    places: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if entry.property in places:
            file.add((*location, "customProperties", index, "property"), "given twice")
        places[entry.property] = index

    def locate(inner: Location) -> Location:
        name = str(inner[0])
        if name not in places:
            return (*location, "customProperties", name)
        return (*location, "customProperties", places[name], "value", *inner[1:])

    return file.parse_at(model, {entry.property: entry.value for entry in entries}, locate)


def _source(file: YamlFile, parsed: ContractFile) -> Source | None:
    server = parsed.servers[0]
    properties = _custom(file, ServerProperties, server.custom_properties, ("servers", 0))
    if properties is None:
        return None
    index = next(i for i, entry in enumerate(server.custom_properties) if entry.property == "source")
    place: Location = ("servers", 0, "customProperties", index, "value")
    if "location" in properties.source:
        file.add((*place, "location"), "belongs in servers[0].location")
    return file.parse(Source, {**properties.source, "location": server.location}, place)


def _sla(file: YamlFile, entries: Sequence[SlaProperty]) -> Sla | None:
    spans = {entry.property: entry.value * _UNITS[entry.unit] for entry in entries}
    for index, entry in enumerate(entries):
        if entry.property in [earlier.property for earlier in entries[:index]]:
            file.add(("slaProperties", index), "given twice")
    missing = [name for name in Sla.model_fields if name not in spans]
    for name in missing:
        file.add(("slaProperties",), f"property '{name}' is required")
    return None if missing else Sla(**spans)


def _column(file: YamlFile, entry: Property, location: Location) -> Column | None:
    properties = _custom(file, ColumnProperties, entry.custom_properties, location)
    if properties is None:
        return None
    pii, classification = properties.pii, entry.classification
    if classification is None:
        file.add(location, "not classified: treated as personal and dropped", level="warning")
        pii, classification = _UNCLASSIFIED, "pii"
    return Column(
        name=entry.name,
        source_name=entry.physical_name or entry.name,
        type=entry.logical_type,
        required=entry.required,
        classification=classification,
        pii=pii,
        **{name: getattr(properties, name) for name in ("label", "unit", "date_format", "allowed", "value_map")},
    )


def _allowed_rules(columns: Sequence[Column]) -> list[QualityRule]:
    return [
        QualityRule(
            rule_id=f"allowed:{column.name}",
            dimension="validity",
            metric="invalidValues",
            column=column.name,
            arguments={"validValues": list(column.allowed)},
            must_be=0,
        )
        for column in columns
        if column.allowed
    ]


def _rules(file: YamlFile, parsed: ContractFile) -> list[QualityRule]:
    table = parsed.schema_[0]
    found = [_rule(file, entry, None, ("schema", 0, "quality", index)) for index, entry in enumerate(table.quality)]
    for number, column in enumerate(table.properties):
        place = ("schema", 0, "properties", number, "quality")
        found += [_rule(file, entry, column.name, (*place, i)) for i, entry in enumerate(column.quality)]
    return found


def _rule(file: YamlFile, entry: Quality, column: str | None, location: Location) -> QualityRule:
    properties = _custom(file, QualityProperties, entry.custom_properties, location)
    metric = "sql" if entry.type == "sql" else entry.metric or ""
    dimension = entry.dimension or _METRIC_DIMENSIONS.get(metric, "validity")
    return QualityRule.model_validate(
        {
            "rule_id": entry.id or "_".join(part for part in (column, metric) if part),
            "dimension": _DIMENSIONS.get(dimension, dimension),
            "metric": metric,
            "column": column,
            "query": entry.query,
            "arguments": entry.arguments,
            "must_be": entry.must_be,
            "must_be_between": _between(entry),
            "unit": entry.unit,
            "severity": entry.severity,
            "description": properties.description if properties else None,
        }
    )


def _between(entry: Quality) -> tuple[float, float] | None:
    low, high = entry.must_be_greater_or_equal_to, entry.must_be_less_or_equal_to
    if low is None and high is None:
        return entry.must_be_between
    return (-math.inf if low is None else low, math.inf if high is None else high)
