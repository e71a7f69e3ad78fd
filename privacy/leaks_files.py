"""Everything stored under a folder, as bytes to search: files raw, and databases, Parquet and archives decoded."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

CHUNK = 16 << 20
SQLITE_MAGIC = b"SQLite format 3\0"
DUCKDB_MAGIC = b"DUCK"
ROWS = 65_536


@dataclass(frozen=True)
class Piece:
    """Bytes to search. ``ends``: ends of the values in a column; ``numbers``: an integer column instead of bytes."""

    where: str
    data: bytes | memoryview = b""
    ends: npt.NDArray[np.int64] | None = None
    numbers: npt.NDArray[np.int64] | None = None
    first: int = 0
    """Row or byte at which the piece begins."""
    begin: int = 0
    stop: int | None = None
    """Matches that start before ``begin`` or from ``stop`` on are the neighbours', which overlap this piece."""


def pieces_of(path: Path, overlap: int) -> Iterator[Piece]:
    """The file's name, its raw bytes, and what they hold in decoded form.

    Raises OSError and the readers' own errors where a file cannot be read or decoded.
    """
    yield Piece("its name", path.name.encode("utf-8", "surrogateescape"))
    yield from _raw(path, overlap)
    with path.open("rb") as file:
        head = file.read(16)
    if head[:4] == b"PAR1":
        yield from _parquet(path)
    elif head == SQLITE_MAGIC:
        yield from _sqlite(path)
    elif head[8:12] == DUCKDB_MAGIC:
        yield from _duckdb(path)
    elif head[:2] == b"\x1f\x8b":
        with gzip.open(path) as unpacked:
            yield Piece("unpacked", unpacked.read())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from (Piece(f"member {number}", archive.read(name)) for number, name in enumerate(archive.namelist()))


def _raw(path: Path, overlap: int) -> Iterator[Piece]:
    """Chunks with ``overlap`` bytes of their neighbours on both sides, so that every match has its surroundings."""
    with path.open("rb") as file:
        first, begin, data = 0, 0, file.read(CHUNK)
        while block := file.read(CHUNK):
            stop = max(len(data) - overlap, begin)
            yield Piece("byte", data + block[:overlap], first=first, begin=begin, stop=stop)
            cut = max(stop - overlap, 0)
            first, begin, data = first + cut, stop - cut, data[cut:] + block
        yield Piece("byte", data, first=first, begin=begin)


def _parquet(path: Path) -> Iterator[Piece]:
    with pq.ParquetFile(path) as file:
        first = 0
        for batch in file.iter_batches(batch_size=ROWS):
            yield from _columns(batch, "", first)
            first += batch.num_rows


def _duckdb(path: Path) -> Iterator[Piece]:
    with duckdb.connect(str(path), read_only=True) as conn:
        tables = conn.execute("select schema_name, table_name from duckdb_tables() where not internal").fetchall()
        for schema, table in tables:
            first = 0
            for batch in conn.execute(f'select * from "{schema}"."{table}"').to_arrow_reader(ROWS):
                yield from _columns(batch, f"{schema}.{table} ", first)
                first += batch.num_rows


def _sqlite(path: Path) -> Iterator[Piece]:
    """Every table, rows as text joined by a line feed; packed values unpacked."""
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    conn.text_factory = bytes
    try:
        tables = [row[0].decode() for row in conn.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            cursor, first = conn.execute(f'select * from "{table}"'), 0
            while rows := cursor.fetchmany(ROWS):
                for number, column in enumerate(cursor.description):
                    yield cells_of([row[number] for row in rows], f"table {table} column {column[0]}", first)
                first += len(rows)
    finally:
        conn.close()


def cells_of(values: list[object], where: str, first: int) -> Piece:
    """A column of a database, each value as text."""
    cells = [_text(value) for value in values]
    ends = np.cumsum([len(cell) for cell in cells], dtype=np.int64)
    return Piece(where, b"".join(cells), ends=ends, first=first)


def _text(value: object) -> bytes:
    if not isinstance(value, bytes):
        return b"" if value is None else str(value).encode()
    if value[:1] == b"\x78":
        try:
            return zlib.decompress(value)
        except zlib.error:
            return value
    return value


def _columns(batch: pa.RecordBatch, prefix: str, first: int) -> Iterator[Piece]:
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        for array in _flat(column):
            yield from _array(array, f"{prefix}column {name}", first)


def _flat(array: pa.Array) -> Iterator[pa.Array]:
    """The arrays of plain values inside lists, structs, maps and dictionaries."""
    if pa.types.is_dictionary(array.type):
        yield from _flat(array.dictionary)
    elif pa.types.is_struct(array.type):
        for field in array.flatten():
            yield from _flat(field)
    elif pa.types.is_map(array.type):
        yield from _flat(array.keys)
        yield from _flat(array.items)
    elif pa.types.is_nested(array.type):
        yield from _flat(array.flatten())
    else:
        yield array


def _array(array: pa.Array, where: str, first: int) -> Iterator[Piece]:
    if pa.types.is_string(array.type) or pa.types.is_binary(array.type):
        array = array.cast(pa.large_binary())
    if pa.types.is_large_string(array.type) or pa.types.is_large_binary(array.type):
        yield _laid_out(array, where, first)
    elif pa.types.is_integer(array.type) or pa.types.is_floating(array.type):
        values = np.nan_to_num(array.to_numpy(zero_copy_only=False).astype(np.float64), posinf=0, neginf=0)
        exact = array.fill_null(0).to_numpy(zero_copy_only=False) if pa.types.is_integer(array.type) else values
        yield Piece(where, numbers=np.clip(exact, -(2**62), 2**62).astype(np.int64), first=first)


def _laid_out(array: pa.Array, where: str, first: int) -> Piece:
    _, offsets, data = array.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    if data is None or not len(bounds):
        return Piece(where, first=first)
    return Piece(where, memoryview(data).cast("B")[bounds[0] : bounds[-1]], ends=bounds[1:] - bounds[0], first=first)
