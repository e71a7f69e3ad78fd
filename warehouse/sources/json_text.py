"""JSON and JSON Lines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from schemas.contract import Source
from warehouse.sources.errors import SourceError
from warehouse.sources.records import from_records


def read_jsonl(stream: BinaryIO, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """One object a line; empty lines are left out."""
    records: list[dict[str, Any]] = []
    row = 0
    for number, line in enumerate(io.TextIOWrapper(stream, encoding="utf-8"), 1):
        if line.strip():
            records.append(_json_object(line, name, number))
        if len(records) == batch_rows:
            yield from_records(records, name, row)
            row, records = row + len(records), []
    if records:
        yield from_records(records, name, row)


def _json_object(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    if not isinstance(record, dict):
        hint = "" if line.endswith("\n") else "; it is half written"
        raise SourceError(f"{name}, line {number}: not a JSON object{hint}", is_retryable=True)
    return record


def read_json(stream: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """One JSON document: a list of objects, at ``records_path`` where one is given."""
    records = records_in(parse_json(stream.read().decode("utf-8"), name), source.records_path, name)
    for start in range(0, len(records), batch_rows):
        yield from_records(records[start : start + batch_rows], name, start)


def parse_json(text: str, name: str) -> Any:
    """The JSON value; SourceError, naming what came instead, where the text is none."""
    try:
        return json.loads(text)
    except ValueError:
        kind = "a web page" if text.lstrip()[:1] == "<" else "not JSON, or cut off"
        raise SourceError(f"{name} is {kind}", is_retryable=True) from None


def records_in(document: Any, path: str | None, name: str) -> list[dict[str, Any]]:
    """The list of objects at the dotted ``path``."""
    found = value_at(document, path)
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        where = f"'{path}'" if path else "its top"
        raise SourceError(f"{name} holds no list of records at {where}", is_retryable=False)
    return found


def value_at(document: Any, path: str | None) -> Any:
    """The value at a dotted path; None where there is none."""
    for part in path.split(".") if path else []:
        document = document.get(part) if isinstance(document, dict) else None
    return document
