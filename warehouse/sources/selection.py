"""Cuts a delivery that holds more than the window down to the window's rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract import Column
from warehouse.shape.columns import to_type
from warehouse.shape.timestamps import in_window, to_utc
from warehouse.sources.errors import SourceError
from warehouse.sources.request import Request


def select_window(batches: Iterator[pa.RecordBatch], request: Request) -> Iterator[pa.RecordBatch]:
    """The rows whose ``window_column`` lies in the window; all rows where the delivery is cut by window itself.

    A row whose time cannot be read belongs to the window that holds ``history_start``: it is quarantined once.
    """
    name = request.source.window_column
    if name is None or request.is_daily:
        yield from batches
        return
    column = next(column for column in request.contract.columns if column.source_name == name)
    keeps_unreadable = _holds_history_start(request)
    for batch in batches:
        mask = _mask(batch, column, request, keeps_unreadable)
        if mask.all():
            yield batch
        elif mask.any():
            yield batch.filter(pa.array(mask))


def _mask(
    batch: pa.RecordBatch, column: Column, request: Request, keeps_unreadable: bool
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if column.source_name not in batch.schema.names:
        where = batch.column("_delivery")[0].as_py() if batch.num_rows else "the delivery"
        raise SourceError(
            f"feed {request.contract.id}: {where} lacks the column {column.source_name} that places rows in windows",
            is_retryable=False,
        )
    typed = to_type(batch.column(column.source_name), column, request.contract.timezone)
    times = to_utc(typed.values, request.contract.timezone)
    mask = in_window(times, request.window.start, request.window.end)
    return mask | np.asarray(pc.is_null(times)) if keeps_unreadable else mask


def _holds_history_start(request: Request) -> bool:
    start = request.contract.history_start
    return start is not None and date.fromisoformat(start) in request.days
