"""One raw column to the contract's type. What does not fit becomes null and is named."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract import Column
from warehouse.shape.context import Lookup
from warehouse.shape.timestamps import UTC, to_day, to_utc

TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": UTC,
}
_INTEGER = r"^[+-]?\d{1,18}(?:\.0*)?$"
_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?$"
_BOOLEANS = Lookup.of(
    dict.fromkeys(("true", "t", "yes", "y", "1", "是", "有"), "true")
    | dict.fromkeys(("false", "f", "no", "n", "0", "否", "无"), "false")
)


@dataclass(frozen=True)
class Typed:
    """A typed column, the text it came from, and where a text did not fit (never null)."""

    values: pa.Array
    text: pa.Array
    is_wrong: pa.Array


def to_type(raw: pa.Array, column: Column, timezone: str) -> Typed:
    """``raw`` as the contract's type. Empty text counts as missing, after ``value_map``."""
    if isinstance(raw, pa.DictionaryArray):
        raw = raw.dictionary_decode()
    cleaned = _clean(raw, column) if _is_text(raw.type) or column.value_map else raw
    text = cleaned if _is_text(cleaned.type) else _to_text(cleaned)
    values = _CONVERT[column.type](cleaned, column, timezone)
    is_wrong = pc.and_(pc.is_valid(cleaned), pc.is_null(values))
    return Typed(values, text, is_wrong)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _clean(raw: pa.Array, column: Column) -> pa.Array:
    text = pc.utf8_trim_whitespace(_to_text(raw))
    if column.value_map:
        text = pc.coalesce(Lookup.of(column.value_map).find(text), text)
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def _to_text(values: pa.Array) -> pa.Array:
    """Whole floats without their ``.0``: a spreadsheet's 61.0 is the code 61."""
    if pa.types.is_floating(values.type):
        whole = pc.and_(pc.equal(values, pc.round(values)), pc.less(pc.abs(values), 1e15))
        integers = pc.if_else(whole, values, None).cast(pa.int64(), safe=False).cast(pa.string())
        return pc.coalesce(integers, values.cast(pa.string()))
    return values.cast(pa.string())


def _string(values: pa.Array, column: Column, timezone: str) -> pa.Array:
    del column, timezone
    return _to_text(values)


def _integer(values: pa.Array, column: Column, timezone: str) -> pa.Array:
    del column, timezone
    text = _matching(_to_text(values), _INTEGER)
    return pc.replace_substring_regex(text, r"(^\+|\.0*$)", "").cast(pa.int64())


def _number(values: pa.Array, column: Column, timezone: str) -> pa.Array:
    del column, timezone
    if pa.types.is_integer(values.type) or pa.types.is_decimal(values.type):
        return values.cast(pa.float64())
    if pa.types.is_floating(values.type):
        return pc.if_else(pc.is_finite(values), values, None).cast(pa.float64())
    text = _matching(values.cast(pa.string()), _NUMBER)
    return pc.replace_substring_regex(text, r"^\+", "").cast(pa.float64())


def _matching(text: pa.Array, pattern: str) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(text, pattern), text, pa.scalar(None, pa.string()))


def _boolean(values: pa.Array, column: Column, timezone: str) -> pa.Array:
    del column, timezone
    if pa.types.is_boolean(values.type):
        return values
    return pc.equal(_BOOLEANS.find(pc.utf8_lower(_to_text(values))), "true")


def _date(values: pa.Array, column: Column, timezone: str) -> pa.Array:
    return to_day(values, timezone, column.date_format)


def _timestamp(values: pa.Array, column: Column, timezone: str) -> pa.Array:
    return to_utc(values, timezone, column.date_format)


_CONVERT = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "timestamp": _timestamp,
}
