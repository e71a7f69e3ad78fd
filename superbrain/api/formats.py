"""Answers as JSON, CSV or an Arrow stream, as the request's ``Accept`` asks."""

from __future__ import annotations

import base64
import io
import json
import math
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
from fastapi import Response

from superbrain.api.errors import ApiError

JSON, CSV, ARROW = "application/json", "text/csv", "application/vnd.apache.arrow.stream"


def wanted_format(accept: str) -> str:
    """The first of the three that ``Accept`` names; JSON where it takes anything. :raises ApiError: 406 none."""
    for part in accept.lower().split(","):
        kind = part.partition(";")[0].strip()
        if kind in (JSON, CSV, ARROW):
            return kind
        if kind in ("", "*/*", "application/*"):
            return JSON
        if kind == "text/*":
            return CSV
    raise ApiError(406, f"answers come as {JSON}, {CSV} or {ARROW}: name one in Accept")


def answer(table: pa.Table, kind: str, next_offset: int | None = None) -> Response:
    """The table as a response; ``next_offset``, where the next page begins, is in JSON or the header Next-Offset."""
    if twice := [name for name, n in Counter(table.column_names).items() if n > 1]:
        raise ApiError(400, f"{len(twice)} names of columns come twice: give each a name of its own with `as`")
    headers = {} if next_offset is None else {"Next-Offset": str(next_offset)}
    if kind == ARROW:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return Response(sink.getvalue().to_pybytes(), media_type=ARROW, headers=headers)
    if kind == CSV:
        return Response(_csv(table), media_type=f"{CSV}; charset=utf-8", headers=headers)
    columns = [{"name": column.name, "type": str(column.type)} for column in table.schema]
    return json_answer({"columns": columns, "rows": table.to_pylist(), "next_offset": next_offset})


def json_answer(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Days, times and instants in ISO 8601, a number that is none as null."""
    text = json.dumps(_plain(content), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, status_code=status, media_type=JSON, headers=headers)


def _csv(table: pa.Table) -> bytes:
    for at, column in enumerate(table.schema):
        if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_interval(column.type):
            texts = [None if value is None else json.dumps(_plain(value)) for value in table[column.name].to_pylist()]
            table = table.set_column(at, column.name, pa.array(texts, pa.string()))
    sink = io.BytesIO()
    csv.write_csv(table, sink)
    return sink.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, pa.MonthDayNano):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value
