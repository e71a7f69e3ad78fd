"""Rows of any library to raw batches, a column at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa


def from_records(records: Sequence[Mapping[str, Any]], delivery: str, first_row: int = 0) -> pa.RecordBatch:
    """JSON objects as a batch of texts, one column for each key that occurs; an absent key is null."""
    names = list(dict.fromkeys(name for record in records for name in record))
    columns = {name: to_text_array([record.get(name) for record in records]) for name in names}
    return with_origin(columns, delivery, first_row, len(records))


def from_rows(names: Sequence[str], rows: Sequence[Sequence[Any]], delivery: str, first_row: int) -> pa.RecordBatch:
    """Rows of a spreadsheet or a database; a column of one type keeps it, a mixed one becomes text."""
    values = zip(*rows, strict=True) if rows else ([] for _ in names)
    columns = {name: _to_array(list(column)) for name, column in zip(names, values, strict=True)}
    return with_origin(columns, delivery, first_row, len(rows))


def with_origin(columns: Mapping[str, pa.Array], delivery: str, first_row: int, n_rows: int) -> pa.RecordBatch:
    """Add where each row comes from: ``_delivery`` and ``_row``."""
    positions = pa.array(np.arange(first_row, first_row + n_rows, dtype=np.int64))
    origin = {"_delivery": pa.repeat(pa.scalar(delivery, pa.string()), n_rows), "_row": positions}
    return pa.RecordBatch.from_pydict({**columns, **origin})


def to_text_array(values: list[Any]) -> pa.Array:
    """Texts as they are, numbers and nested values as JSON writes them."""
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([_text(value) for value in values], pa.string())


def _to_array(values: list[Any]) -> pa.Array:
    try:
        found = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return to_text_array(values)
    return found.cast(pa.string()) if pa.types.is_null(found.type) or pa.types.is_time(found.type) else found


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool | int | float | dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
