"""The columns that every feed shares: which record, when, where, about what, how many."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract import FeedContract, Grain
from warehouse.shape.columns import Typed
from warehouse.shape.context import ShapeContext
from warehouse.shape.timestamps import UTC, to_utc

Columns = dict[str, Typed]
_SEPARATOR = "|"
_NO_TEXT = pa.scalar(None, pa.string())


@dataclass(frozen=True)
class Meaning:
    """The standard columns, and masks of the rows that break a shared rule."""

    columns: dict[str, pa.Array]
    problems: dict[str, pa.Array]


def shared_columns(columns: Columns, contract: FeedContract, context: ShapeContext, n_rows: int) -> Meaning:
    """``record_id`` to ``value`` of a batch, with ``area_known``, ``topic_known`` and ``timestamp_future``."""
    occurred = _time(columns, contract.maps.occurred_at, contract, n_rows)
    received = _time(columns, contract.maps.received_at, contract, n_rows)
    area = _area(columns, contract, context, n_rows)
    topic = _topic(columns, contract, context, n_rows)
    n_events, value = _amounts(columns, contract, n_rows)
    return Meaning(
        {
            "record_id": _record_id(columns, contract),
            "occurred_at": occurred,
            "received_at": received,
            "area_id": area,
            "topic_id": topic,
            "n_events": n_events,
            "value": value,
        },
        {
            "area_known": pc.is_null(area),
            **({"topic_known": pc.is_null(topic)} if _has_topic(contract) else {}),
            **({} if contract.grain is Grain.CAPACITY else _future(occurred, received, context)),
        },
    )


def _record_id(columns: Columns, contract: FeedContract) -> pa.Array:
    parts = [_identifying(columns[name]) for name in contract.maps.record_id]
    return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, _SEPARATOR)


def _identifying(column: Typed) -> pa.Array:
    """Days as ISO text, so that a typed and a textual delivery of the same day name the same record."""
    return column.values.cast(pa.string()) if pa.types.is_date(column.values.type) else column.text


def _time(columns: Columns, name: str | None, contract: FeedContract, n_rows: int) -> pa.Array:
    if name is None:
        return pa.nulls(n_rows, UTC)
    return to_utc(columns[name].values, contract.timezone)


def _area(columns: Columns, contract: FeedContract, context: ShapeContext, n_rows: int) -> pa.Array:
    """By code; else by coordinates; where no code was given, the feed's default. An unknown code stays unknown."""
    maps = contract.maps
    code = columns[maps.area].text if maps.area else pa.nulls(n_rows, pa.string())
    found = context.areas.find(code)
    if maps.longitude and maps.latitude and found.null_count:
        place = (columns[name].values.cast(pa.float64()) for name in (maps.longitude, maps.latitude))
        found = pc.coalesce(found, context.locate(*place))
    default = pc.if_else(pc.is_null(code), pa.scalar(maps.area_default, pa.string()), _NO_TEXT)
    return pc.coalesce(found, default)


def _has_topic(contract: FeedContract) -> bool:
    return contract.maps.topic is not None or contract.maps.topic_default is not None


def _topic(columns: Columns, contract: FeedContract, context: ShapeContext, n_rows: int) -> pa.Array:
    """By category, else the fallback; a missing category takes the default first."""
    maps = contract.maps
    if maps.topic is None:
        return pc.coalesce(pa.nulls(n_rows, pa.string()), pa.scalar(maps.topic_default, pa.string()))
    text = columns[maps.topic].text
    default = pc.if_else(pc.is_null(text), pa.scalar(maps.topic_default, pa.string()), _NO_TEXT)
    return pc.coalesce(context.topics.find(text), default, pa.scalar(maps.topic_fallback, pa.string()))


def _amounts(columns: Columns, contract: FeedContract, n_rows: int) -> tuple[pa.Array, pa.Array]:
    """``n_events`` and ``value``; a capacity stands in ``value``."""
    maps = contract.maps
    n_events, value = pa.nulls(n_rows, pa.int64()), pa.nulls(n_rows, pa.float64())
    if contract.grain is Grain.EVENT:
        n_events = pa.repeat(pa.scalar(1, pa.int64()), n_rows)
    elif contract.grain is Grain.COUNT and maps.count:
        n_events = columns[maps.count].values.cast(pa.int64(), safe=False)
    named = maps.value if contract.grain is Grain.MEASURE else maps.capacity
    if contract.grain in (Grain.MEASURE, Grain.CAPACITY) and named:
        value = columns[named].values.cast(pa.float64())
    return n_events, value


def _future(occurred: pa.Array, received: pa.Array, context: ShapeContext) -> dict[str, pa.Array]:
    now = pa.scalar(context.now, UTC)
    late = pc.or_(pc.fill_null(pc.greater(occurred, now), False), pc.fill_null(pc.greater(received, now), False))
    return {"timestamp_future": late}
