"""CSV, every column as text: codes keep their zeros, and types are the contract's business."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv

from schemas.contract import Source
from warehouse.sources.errors import SourceError
from warehouse.sources.records import with_origin
from warehouse.sources.tail import TailReader

BLOCK_BYTES = 4 << 20


def read_csv(
    stream: io.BufferedReader[TailReader], tail: TailReader, source: Source, name: str
) -> Iterator[pa.RecordBatch]:
    """Rows below the header. ``stream`` is UTF-8; ``tail``, below it, knows how the file ended."""
    header = _header(stream, source, name)
    if not stream.peek(1):
        return
    reader = pa.csv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pa.csv.ReadOptions(block_size=BLOCK_BYTES, column_names=header, use_threads=False),
        parse_options=pa.csv.ParseOptions(delimiter=source.delimiter, newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types={column: pa.string() for column in header}, strings_can_be_null=False
        ),
    )
    row, last = 0, ""
    for batch in reader:
        yield with_origin(dict(zip(batch.schema.names, batch.columns, strict=True)), name, row, batch.num_rows)
        row += batch.num_rows
        last = batch.column(batch.num_columns - 1)[-1].as_py() if batch.num_rows else last
    if tail.has_open_quote and last.endswith(("\n", "\r")):
        raise SourceError(f"{name} ends inside a quotation: it is cut off", is_retryable=True)


def _header(stream: BinaryIO, source: Source, name: str) -> list[str]:
    """Read the first line off the stream and split it."""
    line = stream.readline()
    options = pa.csv.ParseOptions(delimiter=source.delimiter)
    names: list[str] = pa.csv.read_csv(io.BytesIO(line), parse_options=options).schema.names
    names = [column.strip() for column in names]
    if len(set(names)) < len(names):
        raise SourceError(f"{name} has two columns of the same name", is_retryable=False)
    return names
