"""Spreadsheets and Parquet: forms that carry types of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet
from python_calamine import CalamineWorkbook

from schemas.contract import Source
from warehouse.sources.errors import SourceError
from warehouse.sources.records import from_rows, with_origin


def read_excel(stream: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Rows below the first filled row, which names the columns; rows without any cell are left out."""
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


def read_parquet(stream: BinaryIO, source: Source, name: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Row group by row group, with the file's own types."""
    del source
    table = pa.parquet.ParquetFile(pa.BufferReader(stream.read()))
    row = 0
    for batch in table.iter_batches(batch_size=batch_rows):
        yield with_origin(dict(zip(batch.schema.names, batch.columns, strict=True)), name, row, batch.num_rows)
        row += batch.num_rows
