"""The subset of the Open Data Contract Standard 3.1 that the hub reads, strictly.

The standard's own models let unknown keys pass; here every key is either understood or
refused. ``docs/decisions/contract-form.md`` shows the whole form.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat
from pydantic.alias_generators import to_camel

from schemas.contract import Grain, Labels, Maps, PiiRule

Classification = Literal["public", "internal", "pii", "pii_text"]
LogicalType = Literal["string", "integer", "number", "boolean", "date", "timestamp"]
Metric = Literal["nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount"]
Dimension = Literal["accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"]
SlaUnit = Literal["min", "h", "d", "w", "m", "y"]

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"


class Entry(BaseModel):
    """Base of every part of the file: camelCase keys, unknown ones refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class CustomProperty(Entry):
    """A property that the standard has no word for."""

    property: str
    value: Any
    description: str | None = None


class Server(Entry):
    """Where the department delivers; the rest is in the custom property ``source``."""

    server: str
    type: Literal["api", "sftp", "custom"]
    location: str
    description: str | None = None
    environment: str | None = None
    custom_properties: tuple[CustomProperty, ...]


class SlaProperty(Entry):
    """One promise of the department."""

    property: Literal["frequency", "latency", "retention"]
    value: PositiveFloat
    unit: SlaUnit
    description: str | None = None


class Quality(Entry):
    """One rule, about a column or about the table."""

    id: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]+$")
    type: Literal["library", "sql"] = "library"
    metric: Metric | None = None
    query: str | None = None
    arguments: dict[str, Any] = Field(default_factory=dict)
    must_be: float | None = None
    must_be_between: tuple[float, float] | None = None
    must_be_greater_or_equal_to: float | None = None
    must_be_less_or_equal_to: float | None = None
    unit: Literal["rows", "percent"] = "rows"
    dimension: Dimension | None = None
    severity: Literal["quarantine", "warn", "fail"] = "quarantine"
    description: str | None = None
    custom_properties: tuple[CustomProperty, ...] = ()


class Property(Entry):
    """One column."""

    name: str = Field(pattern=NAME_PATTERN)
    physical_name: str | None = None
    physical_type: str | None = None
    logical_type: LogicalType
    required: bool = False
    classification: Classification | None = None
    description: str | None = None
    quality: tuple[Quality, ...] = ()
    custom_properties: tuple[CustomProperty, ...] = ()


class SchemaObject(Entry):
    """The one table of a feed."""

    name: str
    physical_name: str | None = None
    description: str | None = None
    data_granularity_description: str | None = None
    properties: tuple[Property, ...] = Field(min_length=1)
    quality: tuple[Quality, ...] = ()


class ContractFile(Entry):
    """A contract file, whole."""

    api_version: Literal["v3.1.0"]
    kind: Literal["DataContract"]
    id: str = Field(pattern=NAME_PATTERN)
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    status: Literal["active", "draft", "retired"]
    domain: str
    name: str | None = None
    tags: tuple[str, ...] = ()
    servers: tuple[Server, ...] = Field(min_length=1, max_length=1)
    sla_properties: tuple[SlaProperty, ...]
    schema_: tuple[SchemaObject, ...] = Field(alias="schema", min_length=1, max_length=1)
    custom_properties: tuple[CustomProperty, ...]


class FeedProperties(Entry):
    """Custom properties of the contract."""

    title: Labels
    description: Labels
    city: str
    department: str
    timezone: str
    grain: Grain
    maps: Maps
    purpose: str = Field(min_length=1)
    legal_basis: str = Field(min_length=1)
    recipients: tuple[str, ...] = ()
    name_recall_bias: float = 0.0
    history_start: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    history_window_days: int = Field(120, ge=1, le=36500)


class ServerProperties(Entry):
    """Custom properties of the server: ``source`` holds the fields of :class:`schemas.contract.Source`."""

    source: dict[str, Any]


class ColumnProperties(Entry):
    """Custom properties of a column."""

    label: Labels
    pii: PiiRule | None = None
    unit: str | None = None
    date_format: str | None = None
    allowed: tuple[str, ...] = ()
    value_map: dict[str, str] = Field(default_factory=dict)


class QualityProperties(Entry):
    """Custom properties of a rule."""

    description: Labels | None = None
