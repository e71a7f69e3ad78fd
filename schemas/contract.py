"""The contract of a feed, as the rest of the hub sees it.

A contract file is Open Data Contract Standard 3.1 YAML; :mod:`schemas.contract_loader`
turns it into these strict, immutable models. Nothing else describes a feed.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Strict(BaseModel):
    """Base of every definition: unknown keys are refused, instances are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labels(Strict):
    """A text in both languages of the product."""

    en: str
    zh: str


class Operator(StrEnum):
    """What masking does to a value."""

    DROP = "drop"
    REDACT = "redact"
    MASK = "mask"
    PSEUDONYMISE = "pseudonymise"
    GENERALISE = "generalise"
    KEEP = "keep"


class Grain(StrEnum):
    """What one row of a feed stands for."""

    EVENT = "event"
    COUNT = "count"
    MEASURE = "measure"
    CAPACITY = "capacity"


class PiiRule(Strict):
    """How one personal column is masked.

    ``entity`` is a name from the recognizer registry (``PHONE``, ``PERSON``, ``ID_CARD`` …) or ``FREE_TEXT``:
    detect in running text. ``params`` refine the operator (``keep_last: 4``, ``to: age_band|area|hour|year``).
    """

    entity: str
    operator: Operator
    params: dict[str, str | int | float | bool] = Field(default_factory=dict)


class Column(Strict):
    """One column of a feed. ``source_name`` is the department's own header (``诉求内容``)."""

    name: str
    source_name: str
    type: Literal["string", "integer", "number", "boolean", "date", "timestamp"]
    required: bool = False
    classification: Literal["public", "internal", "pii", "pii_text"]
    pii: PiiRule | None = None
    label: Labels
    unit: str | None = None
    date_format: str | None = None
    """strptime format where the department's own is not ISO 8601."""
    allowed: tuple[str, ...] = ()
    """Values permitted after ``value_map``; the loader has made the quality rule ``allowed:<column>`` of it."""
    value_map: dict[str, str] = Field(default_factory=dict)


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Maps(Strict):
    """Which columns carry the meanings that every feed shares. Values are column names unless said otherwise."""

    record_id: Annotated[tuple[str, ...], BeforeValidator(_several)]
    """Columns that together identify a row; a contract may give one name."""
    occurred_at: str
    received_at: str | None = None
    area: str | None = None
    """Column holding the department's area code (``ref.area.code`` or ``area_id``)."""
    area_prefix: str = ""
    """Prepended to the code before look-up (``CHI-CA-``)."""
    longitude: str | None = None
    latitude: str | None = None
    area_default: str | None = None
    """area_id of rows that come without a code, and of every row of a feed about the whole city."""
    topic: str | None = None
    topic_values: dict[str, str] = Field(default_factory=dict)
    """Department's category to topic_id; absent: the column already holds a topic_id or topic code."""
    topic_default: str | None = None
    topic_fallback: str | None = None
    """topic_id where ``topic_values`` has no entry; None: the row is quarantined (``topic_known``)."""
    count: str | None = None
    """Grain ``count``: column with the number of events the row stands for."""
    value: str | None = None
    """Grain ``measure``: the measured column."""
    capacity: str | None = None
    """Grain ``capacity``: number of cases that can be served that day."""
    resource: str | None = None
    """Grain ``capacity``: column naming the kind of resource (crew, bed …)."""
    responded_at: str | None = None
    closed_at: str | None = None
    due_at: str | None = None
    is_reopened: str | None = None
    satisfaction: str | None = None
    """Score 1–5."""
    complainant: str | None = None
    """Pseudonymised column by which one resident's reports over several channels count once."""


class Source(Strict):
    """Where and how a department delivers."""

    connector: Literal["file", "rest", "open311", "socrata", "sql", "sftp"]
    location: str
    """URL, path or SQLAlchemy URL. ``{drop_dir}``, ``{shared_feeds_dir}``, ``{demo_port}`` are filled from settings;
    ``{yyyy} {mm} {dd}`` mark a file for each day, ``{yyyy} {mm}`` or ``{yyyy}`` alone one for each month or year."""
    format: Literal["json", "jsonl", "csv", "excel", "parquet", "table"]
    encoding: str = "utf-8"
    compression: Literal["none", "gzip"] = "none"
    delimiter: str = ","
    sheet: str | None = None
    query: str | None = None
    """SQL connector: the select, with ``:window_start`` and ``:window_end`` bound: times with zone, and for SQLite
    local texts ``YYYY-MM-DD HH:MM:SS``."""
    window_column: str | None = None
    """Source column by which rows are cut into windows where the delivery is not one per window."""
    page_size: int = 5000
    records_path: str | None = None
    """REST: dotted path to the list of records in a page (``data.items``)."""
    next_path: str | None = None
    """REST: dotted path to the next page's cursor or URL."""
    total_path: str | None = None
    """REST: dotted path to the server's own total, checked against the rows pulled."""
    params: dict[str, str] = Field(default_factory=dict)
    """REST: query parameters; ``{window_start}``, ``{window_end}`` (ISO 8601 with the contract zone's offset),
    ``{first_day}``, ``{last_day}`` (local days, both included), ``{page}`` (from 1), ``{offset}``, ``{page_size}`` and
    ``{cursor}`` are filled in."""
    secret: str | None = None
    """Name of the credential in the secrets file; never the credential."""
    late_days: int = 0
    """Rows of a day may arrive this many days later: windows that young are read again."""
    final_newline: bool = True
    """Whether a complete text file ends with a newline; without one a file counts as half written."""


class Sla(Strict):
    """What the department promised."""

    frequency: timedelta
    latency: timedelta
    retention: timedelta


class QualityRule(Strict):
    """One expectation. ``rule_id`` is unique in the feed and names the rule everywhere."""

    rule_id: str
    dimension: Literal["completeness", "uniqueness", "validity", "consistency", "timeliness", "accuracy"]
    metric: str
    """ODCS library metric (``nullValues``, ``missingValues``, ``invalidValues``, ``duplicateValues``, ``rowCount``)
    or ``sql``."""
    column: str | None = None
    query: str | None = None
    """metric ``sql``: a select of the failing rows' ``record_id`` from ``{table}``."""
    arguments: dict[str, object] = Field(default_factory=dict)
    must_be: float | None = None
    must_be_between: tuple[float, float] | None = None
    """Both ends included; infinite where the contract gives one bound only."""
    unit: Literal["rows", "percent"] = "rows"
    """What ``must_be`` counts: failing rows (for ``rowCount``, rows) or failing rows per hundred."""
    severity: Literal["quarantine", "warn", "fail"] = "quarantine"
    """quarantine: failing rows leave; warn: recorded only; fail: the run fails."""
    description: Labels | None = None


class FeedContract(Strict):
    """One feed, whole."""

    id: str
    version: str
    status: Literal["active", "draft", "retired"]
    domain: str
    title: Labels
    description: Labels
    city: str
    department: str
    timezone: str
    grain: Grain
    source: Source
    sla: Sla
    columns: tuple[Column, ...]
    maps: Maps
    quality: tuple[QualityRule, ...] = ()
    purpose: str
    legal_basis: str
    recipients: tuple[str, ...] = ()
    name_recall_bias: float = 0.0
    """Raises (>0) or lowers (<0) the name tagger's recall for this feed's free text."""
    history_start: str | None = None
    """First day (ISO) that the department can deliver; the first run loads from here."""
    history_window_days: int = 120
    """Days in one window while history is loaded; afterwards a window is one ``sla.frequency``."""
    path: Path | None = None
    warnings: tuple[str, ...] = ()
    """What the check noted without refusing the contract (a column left unclassified)."""

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
