"""From the file's strict models to the contract that the hub uses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal, TypeVar

from pydantic import BaseModel

from schemas.contract import Column, FeedContract, Labels, Operator, PiiRule, QualityRule, Sla, Source
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
_PLAIN_CONNECTORS: dict[str, Literal["rest", "sftp", "file"]] = {"api": "rest", "sftp": "sftp", "custom": "file"}
_UNCLASSIFIED = PiiRule(entity=Entity.FREE_TEXT, operator=Operator.DROP)


def build_contract(file: YamlFile) -> FeedContract | None:
    """The contract in ``file``, its mistakes noted in ``file``.

    A part that does not fit is stood in for by a plain one, so that the other parts can still be checked against
    each other; None where too little fits for that.
    """
    parsed = file.parse(ContractFile, file.data)
    if parsed is None:
        return None
    feed = _custom(file, FeedProperties, parsed.custom_properties, ())
    source = _source(file, parsed)
    sla = _sla(file, parsed.sla_properties)
    entries = enumerate(parsed.schema_[0].properties)
    columns = tuple(_column(file, entry, ("schema", 0, "properties", index)) for index, entry in entries)
    rules = _rules(file, parsed)
    if feed is None:
        return None
    return FeedContract(
        **{name: getattr(feed, name) for name in FeedProperties.model_fields},
        **{name: getattr(parsed, name) for name in ("id", "version", "status", "domain")},
        source=source,
        sla=sla,
        columns=columns,
        quality=(*_allowed_rules(columns), *rules),
        path=file.path,
    )


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


def _source(file: YamlFile, parsed: ContractFile) -> Source:
    server = parsed.servers[0]
    stand_in = Source(connector=_PLAIN_CONNECTORS[server.type], location=server.location, format="csv")
    properties = _custom(file, ServerProperties, server.custom_properties, ("servers", 0))
    if properties is None:
        return stand_in
    index = next(i for i, entry in enumerate(server.custom_properties) if entry.property == "source")
    place: Location = ("servers", 0, "customProperties", index, "value")
    if "location" in properties.source:
        file.add((*place, "location"), "belongs in servers[0].location")
    return file.parse(Source, {**properties.source, "location": server.location}, place) or stand_in


def _sla(file: YamlFile, entries: Sequence[SlaProperty]) -> Sla:
    spans = {entry.property: entry.value * _UNITS[entry.unit] for entry in entries}
    for index, entry in enumerate(entries):
        if entry.property in [earlier.property for earlier in entries[:index]]:
            file.add(("slaProperties", index), "given twice")
    missing = [name for name in Sla.model_fields if name not in spans]
    for name in missing:
        file.add(("slaProperties",), f"property '{name}' is required")
    return Sla(**dict.fromkeys(missing, _UNITS["d"]) | spans)


def _column(file: YamlFile, entry: Property, location: Location) -> Column:
    properties = _custom(file, ColumnProperties, entry.custom_properties, location)
    if properties is None:
        return _plain_column(entry)
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


def _plain_column(entry: Property) -> Column:
    return Column(
        name=entry.name,
        source_name=entry.physical_name or entry.name,
        type=entry.logical_type,
        classification="internal",
        label=Labels(en=entry.name, zh=entry.name),
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
