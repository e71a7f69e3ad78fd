"""One delivered file, whatever its form, to raw batches. Works on a stream, so that it serves disk and SFTP alike.

Messages name the file, and the line where it is known, and never quote the data.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from python_calamine import CalamineError, CalamineWorkbook

from schemas.contract import Source
from warehouse.sources.errors import SourceError
from warehouse.sources.records import from_records, from_rows, with_origin
from warehouse.sources.tail import TailReader

_BLOCK_BYTES = 4 << 20
_SHAPE_OF_ROW = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)")


def read_delivery(raw: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """The file's rows in batches. Raises :class:`SourceError` where it is empty, cut off or of another form."""
    with _explained(source, name):
        stream = _opened(raw, source, name)
        if source.format == "csv":
            yield from _read_csv(stream, source, name)
        elif source.format in ("jsonl", "json"):
            yield from _READ_JSON[source.format](stream, source, name, batch_rows)
        elif source.format == "excel":
            yield from _read_excel(stream, source, name, batch_rows)
        else:
            yield from _read_parquet(stream, name, batch_rows)


@contextmanager
def _explained(source: Source, name: str) -> Iterator[None]:
    """Library errors as one sentence; their own texts may quote the data."""
    try:
        yield
    except (EOFError, zlib.error) as error:
        raise SourceError(f"{name} is cut off: its gzip stream has no end", is_retryable=True) from error
    except gzip.BadGzipFile as error:
        raise SourceError(f"{name} is not a sound gzip file", is_retryable=True) from error
    except UnicodeError as error:
        raise SourceError(f"{name} is not {source.encoding} text", is_retryable=False) from error
    except pa.ArrowInvalid as error:
        raise SourceError(_arrow_fault(str(error), source, name), is_retryable=True) from None
    except CalamineError as error:
        raise SourceError(f"{name} is not a whole spreadsheet", is_retryable=True) from error


def _arrow_fault(text: str, source: Source, name: str) -> str:
    row = _SHAPE_OF_ROW.search(text)
    if row:
        return f"{name}: row {row[1]} has {row[3]} columns where the header has {row[2]}; it is cut off or malformed"
    if "UTF8" in text or "utf8" in text.lower():
        return f"{name} is not {source.encoding} text"
    return f"{name} is not a sound {source.format} file; it may be cut off"


def _opened(raw: BinaryIO, source: Source, name: str) -> BinaryIO:
    stream: Any = gzip.GzipFile(fileobj=raw) if source.compression == "gzip" else raw
    reader = io.BufferedReader(TailReader(stream), _BLOCK_BYTES)
    start = reader.peek(64).lstrip(codecs.BOM_UTF8).lstrip()
    if not start:
        raise SourceError(f"{name} is empty", is_retryable=True)
    if start[:5].lower() in (b"<html", b"<!doc"):
        raise SourceError(f"{name} is a web page, not {source.format}", is_retryable=True)
    return reader


def _require_end(stream: Any, source: Source, name: str) -> None:
    """A complete text file ends with a newline, unless the contract says otherwise."""
    tail: TailReader = stream.raw
    if source.final_newline and not tail.ends_with_newline:
        raise SourceError(f"{name} does not end with a newline: it is half written", is_retryable=True)


def _read_csv(stream: BinaryIO, source: Source, name: str) -> Iterator[pa.RecordBatch]:
    header = _header(stream, source, name)
    reader = pa.csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pa.csv.ReadOptions(
            encoding=source.encoding, block_size=_BLOCK_BYTES, column_names=header, use_threads=False
        ),
        parse_options=pa.csv.ParseOptions(delimiter=source.delimiter, newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types={column: pa.string() for column in header}, strings_can_be_null=False
        ),
    )
    row = 0
    for batch in reader:
        yield with_origin(dict(zip(batch.schema.names, batch.columns, strict=True)), name, row, batch.num_rows)
        row += batch.num_rows
    _require_end(stream, source, name)


def _header(stream: Any, source: Source, name: str) -> list[str]:
    """Read the first line off the stream and split it."""
    line = stream.readline().decode(source.encoding).lstrip("\ufeff")
    options = pa.csv.ParseOptions(delimiter=source.delimiter)
    names: list[str] = pa.csv.read_csv(io.BytesIO(line.encode()), parse_options=options).schema.names
    names = [column.strip() for column in names]
    if len(set(names)) < len(names):
        raise SourceError(f"{name} has two columns of the same name", is_retryable=False)
    return names


def _read_jsonl(stream: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    text = io.TextIOWrapper(stream, encoding=source.encoding)
    records: list[dict[str, Any]] = []
    row = 0
    for number, line in enumerate(text, 1):
        if line.strip():
            records.append(_json_object(line, name, number))
        if len(records) == batch_rows:
            yield from_records(records, name, row)
            row, records = row + len(records), []
    _require_end(stream, source, name)
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


def _read_json(stream: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """One JSON document: a list of objects, at ``records_path`` where one is given."""
    records = records_in(parse_json(stream.read().decode(source.encoding), name), source.records_path, name)
    for start in range(0, len(records), batch_rows):
        yield from_records(records[start : start + batch_rows], name, start)


_READ_JSON = {"jsonl": _read_jsonl, "json": _read_json}


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


def _read_excel(stream: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    sheet_name = source.sheet or workbook.sheet_names[0]
    if sheet_name not in workbook.sheet_names:
        raise SourceError(f"{name} has no sheet called {sheet_name}", is_retryable=False)
    rows = [
        [None if cell == "" else cell for cell in row] for row in workbook.get_sheet_by_name(sheet_name).to_python()
    ]
    filled = [row for row in rows if any(cell is not None for cell in row)]
    if not filled:
        raise SourceError(f"{name}: sheet {sheet_name} is empty", is_retryable=True)
    header = [str(cell).strip() for cell in filled[0]]
    for start in range(1, len(filled), batch_rows):
        yield from_rows(header, filled[start : start + batch_rows], name, start - 1)


def _read_parquet(stream: BinaryIO, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    table = pa.parquet.ParquetFile(pa.BufferReader(stream.read()))
    row = 0
    for batch in table.iter_batches(batch_size=batch_rows):
        yield with_origin(dict(zip(batch.schema.names, batch.columns, strict=True)), name, row, batch.num_rows)
        row += batch.num_rows
