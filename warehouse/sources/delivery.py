"""One delivered file, whatever its form, to raw batches. Works on a stream, so that it serves disk and SFTP alike.

Messages name the file, and the line where it is known, and never quote the data.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

import pyarrow as pa
from python_calamine import CalamineError

from schemas.contract import Source
from warehouse.sources.csv_text import BLOCK_BYTES, read_csv
from warehouse.sources.errors import SourceError
from warehouse.sources.json_text import read_json, read_jsonl
from warehouse.sources.spreadsheets import read_excel, read_parquet
from warehouse.sources.tail import TailReader, Utf8Reader


def read_delivery(raw: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """The file's rows in batches. Raises :class:`SourceError` where it is empty, cut off or of another form."""
    with _explained(source, name):
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if source.compression == "gzip" else raw
        if source.format in ("excel", "parquet"):
            whole = io.BufferedReader(TailReader(stream), BLOCK_BYTES)
            _refuse_other_forms(whole, source, name)
            read = read_excel if source.format == "excel" else read_parquet
            yield from read(whole, source, name, batch_rows)
        else:
            yield from _read_text(stream, source, name, batch_rows)


def _read_text(stream: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    is_utf8 = codecs.lookup(source.encoding).name == "utf-8"
    tail = TailReader(stream if is_utf8 else _recoded(stream, source.encoding))
    text = io.BufferedReader(tail, BLOCK_BYTES)
    if text.peek(3).startswith(codecs.BOM_UTF8):
        text.read(len(codecs.BOM_UTF8))
    _refuse_other_forms(text, source, name)
    if source.format == "csv":
        yield from read_csv(text, source, name)
    elif source.format == "jsonl":
        yield from read_jsonl(text, name, batch_rows)
    else:
        yield from read_json(text, source, name, batch_rows)
    if source.final_newline and source.format != "json" and not tail.ends_with_newline:
        raise SourceError(f"{name} does not end with a newline: it is half written", is_retryable=True)


def _recoded(stream: BinaryIO, encoding: str) -> Any:
    return io.BufferedReader(Utf8Reader(stream, encoding), BLOCK_BYTES)


def _refuse_other_forms(stream: io.BufferedReader[TailReader], source: Source, name: str) -> None:
    start = stream.peek(64).lstrip()
    if not start:
        raise SourceError(f"{name} is empty", is_retryable=True)
    if start[:5].lower() in (b"<html", b"<!doc"):
        raise SourceError(f"{name} is a web page, not {source.format}", is_retryable=True)


@contextmanager
def _explained(source: Source, name: str) -> Iterator[None]:
    """Library errors as one sentence; their own texts may quote the data."""
    try:
        yield
    except (EOFError, zlib.error):
        raise SourceError(f"{name} is cut off: its gzip stream has no end", is_retryable=True) from None
    except gzip.BadGzipFile:
        raise SourceError(f"{name} is not a sound gzip file", is_retryable=True) from None
    except UnicodeError:
        raise SourceError(f"{name} is not {source.encoding} text", is_retryable=False) from None
    except pa.ArrowInvalid:
        raise SourceError(f"{name} is not a sound {source.format} file; it may be cut off", is_retryable=True) from None
    except CalamineError:
        raise SourceError(f"{name} is not a whole spreadsheet", is_retryable=True) from None
