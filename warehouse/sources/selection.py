"""Cuts a delivery that holds more than the window down to the window's rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract import Column
from warehouse.shape.columns import to_type
from warehouse.shape.timestamps import in_window, to_utc
from warehouse.sources.errors import SourceError
from warehouse.sources.request import Request


def select_window(batches: Iterator[pa.RecordBatch], request: Request) -> Iterator[pa.RecordBatch]:
    """The rows whose ``window_column`` lies in the window; all rows where there is a delivery for each day.

    A row whose time cannot be read is kept where the department's system chose the rows of the window, and else
    goes with the row before it, so that exactly one window holds it and quarantines it.
    """
    name = request.source.window_column
    if name is None or request.is_daily:
        yield from batches
        return
    column = next(column for column in request.contract.columns if column.source_name == name)
    last: pa.Scalar | None = None
    for batch in batches:
        times = _times(batch, column, request)
        if request.is_cut_by_source:
            mask = in_window(times, request.window.start, request.window.end) | np.asarray(pc.is_null(times))
        else:
            times = _filled(times, last, batch, request)
            last = times[-1] if len(times) else last
            mask = in_window(times, request.window.start, request.window.end)
        if mask.any():
            yield batch if mask.all() else batch.filter(pa.array(mask))


def _times(batch: pa.RecordBatch, column: Column, request: Request) -> pa.Array:
    if column.source_name not in batch.schema.names:
        raise SourceError(
            f"feed {request.contract.id}: {_delivery(batch)} lacks the column {column.source_name} "
            "that places rows in windows",
            is_retryable=False,
        )
    typed = to_type(batch.column(column.source_name), column, request.contract.timezone)
    return to_utc(typed.values, request.contract.timezone)


def _filled(times: pa.Array, last: pa.Scalar | None, batch: pa.RecordBatch, request: Request) -> pa.Array:
    """``times`` with nulls replaced by the time before; at the very start, by the first that can be read."""
    if not times.null_count:
        return times
    if last is None and times.null_count == len(times):
        raise SourceError(
            f"feed {request.contract.id}: no row of {_delivery(batch)} has a readable {request.source.window_column}",
            is_retryable=False,
        )
    earlier = pc.fill_null_forward(times)
    return pc.fill_null(earlier, last if last is not None else times[_first_valid(times)])


def _first_valid(times: pa.Array) -> int:
    valid: npt.NDArray[np.bool_] = np.asarray(pc.is_valid(times))
    return int(valid.argmax())


def _delivery(batch: pa.RecordBatch) -> str:
    return str(batch.column("_delivery")[0].as_py()) if batch.num_rows else "the delivery"
