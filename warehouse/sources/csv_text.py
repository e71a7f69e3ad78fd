"""CSV, every column as text: codes keep their zeros, and types are the contract's business."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv

from schemas.contract import Source
from warehouse.sources.errors import SourceError
from warehouse.sources.records import with_origin
from warehouse.sources.tail import TailReader

BLOCK_BYTES = 4 << 20
_SHAPE_OF_ROW = re.compile(r"Row #(\d+): Expected (\d+) columns, got (\d+)")


def read_csv(stream: io.BufferedReader[TailReader], source: Source, name: str) -> Iterator[pa.RecordBatch]:
    """Rows below the header of a UTF-8 stream.

    Blocks are cut at ends of rows and parsed one by one, in this thread: Arrow's own streaming reader fetches ahead in
    a thread of its own, which must not outlive a Python stream that is dropped half way.
    """
    header = _header(stream, source, name)
    row = 0
    for block in _blocks(stream):
        for batch in _parse(block, header, source, name, row):
            yield with_origin(dict(zip(header, batch.columns, strict=True)), name, row, batch.num_rows)
            row += batch.num_rows


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in blocks of whole rows: a newline inside a quotation ends no row."""
    waiting = b""
    while block := stream.read(BLOCK_BYTES):
        waiting += block
        end = waiting.rfind(b"\n") + 1
        while end and waiting.count(b'"', 0, end) % 2:
            end = waiting.rfind(b"\n", 0, end - 1) + 1
        if end:
            yield waiting[:end]
            waiting = waiting[end:]
    if waiting:
        yield waiting


def _parse(block: bytes, header: list[str], source: Source, name: str, row: int) -> list[pa.RecordBatch]:
    """The rows of one block; its first is row ``row`` of the file, from 0, below the header."""
    if not block.strip(b"\r\n"):
        return []
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(block),
            read_options=pa.csv.ReadOptions(column_names=header, use_threads=False, block_size=len(block) + 1),
            parse_options=pa.csv.ParseOptions(delimiter=source.delimiter, newlines_in_values=True),
            convert_options=pa.csv.ConvertOptions(
                column_types={column: pa.string() for column in header}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise _fault(str(error), source, name, row) from None
    last = table.column(table.num_columns - 1)[-1].as_py() if table.num_rows else ""
    if block.count(b'"') % 2 and last.endswith(("\n", "\r")):
        raise SourceError(f"{name} ends inside a quotation: it is cut off", is_retryable=True)
    return list(table.combine_chunks().to_batches())


def _fault(text: str, source: Source, name: str, row: int) -> SourceError:
    """Arrow's message without the row's text."""
    shape = _SHAPE_OF_ROW.search(text)
    if shape:
        place = f"row {row + int(shape[1]) + 1} has {shape[3]} columns where the header has {shape[2]}"
        return SourceError(f"{name}: {place}; it is cut off or malformed", is_retryable=True)
    if "invalid UTF8" in text:
        return SourceError(f"{name} is not {source.encoding} text", is_retryable=False)
    return SourceError(f"{name} is not a sound csv file; it may be cut off", is_retryable=True)


def _header(stream: BinaryIO, source: Source, name: str) -> list[str]:
    """Read the first line off the stream and split it."""
    line = stream.readline()
    options = pa.csv.ParseOptions(delimiter=source.delimiter)
    names: list[str] = pa.csv.read_csv(io.BytesIO(line), parse_options=options).schema.names
    names = [column.strip() for column in names]
    if len(set(names)) < len(names):
        raise SourceError(f"{name} has two columns of the same name", is_retryable=False)
    return names
