"""The connectors by name, and the one way to use them."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.sources.file import pull_files
from warehouse.sources.open311 import pull_open311
from warehouse.sources.request import Connector, Request
from warehouse.sources.rest import pull_rest
from warehouse.sources.selection import select_window
from warehouse.sources.sftp import pull_sftp
from warehouse.sources.socrata import pull_socrata
from warehouse.sources.sql import pull_sql

CONNECTORS: dict[str, Connector] = {
    "file": pull_files,
    "rest": pull_rest,
    "open311": pull_open311,
    "socrata": pull_socrata,
    "sql": pull_sql,
    "sftp": pull_sftp,
}


def pull(contract: FeedContract, window: Window, settings: Settings) -> Iterator[pa.RecordBatch]:
    """The rows of ``window`` as the department delivers them, in batches of at most ``settings.batch_rows``.

    Columns carry the department's own names and mostly text, and ``_delivery`` (file or page) and ``_row``
    (int64 position in it, from 0). Raises :class:`warehouse.sources.SourceError`.
    """
    request = Request(contract, window, settings)
    batches = CONNECTORS[contract.source.connector](request)
    is_sparse = contract.source.format in ("json", "jsonl")
    yield from _gathered(select_window(batches, request), settings.batch_rows, is_sparse)


def _gathered(batches: Iterator[pa.RecordBatch], size: int, is_sparse: bool) -> Iterator[pa.RecordBatch]:
    """Batches of ``size`` rows out of smaller and larger ones.

    A change of columns starts a new batch, so that a file that lacks a column is found out; JSON, which leaves
    empty fields out (``is_sparse``), is filled up with nulls.
    """
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        if waiting and not is_sparse and waiting[0].schema != batch.schema:
            yield _joined(waiting)
            waiting = []
        while sum(part.num_rows for part in waiting) + batch.num_rows >= size:
            free = size - sum(part.num_rows for part in waiting)
            yield _joined([*waiting, batch.slice(0, free)])
            waiting, batch = [], batch.slice(free)
        if batch.num_rows:
            waiting.append(batch)
    if waiting:
        yield _joined(waiting)


def _joined(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    tables = [pa.Table.from_batches([part]) for part in parts]
    table = pa.concat_tables(tables, promote_options="default").combine_chunks()
    return table.to_batches()[0]
