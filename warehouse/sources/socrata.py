"""Socrata Open Data API: ``$where`` for the window, ``$order`` for stable pages, ``$limit`` and ``$offset``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pyarrow as pa

from warehouse.sources.errors import SourceError
from warehouse.sources.http import get_json, open_client
from warehouse.sources.json_text import records_in
from warehouse.sources.records import from_records
from warehouse.sources.request import Request


def pull_socrata(request: Request) -> Iterator[pa.RecordBatch]:
    """The window's rows, page after page in the order of the record's own key, so that none is missed or doubled.

    Socrata's floating timestamps have no zone: the window is asked for in local time. Where the server counts
    for us (``$select=count(*)``), its total is held against the rows that came.
    """
    size, n_rows = request.source.page_size, 0
    with open_client(request) as client:
        total = _count(client, request)
        while True:
            page = {"$limit": str(size), "$offset": str(n_rows), "$order": _order(request)}
            document = get_json(client, request.location(), {**_where(request), **page})
            records = records_in(document, None, "the response")
            if records:
                yield from_records(records, f"offset {n_rows}")
            n_rows += len(records)
            if len(records) < size:
                break
    if total is not None and total != n_rows:
        raise SourceError(
            f"feed {request.contract.id}: the server counts {total} rows but sent {n_rows}", is_retryable=True
        )


def _order(request: Request) -> str:
    keys = (request.contract.column(name).source_name for name in request.contract.maps.record_id)
    return request.source.params.get("$order", ",".join(keys))


def _where(request: Request) -> dict[str, str]:
    column, given = request.source.window_column, request.source.params.get("$where")
    clauses = [given] if given else []
    if column is not None:
        clauses += [f"{column} >= '{_local(request, request.window.start)}'"]
        clauses += [f"{column} < '{_local(request, request.window.end)}'"]
    return {"$where": " AND ".join(clauses)} if clauses else {}


def _local(request: Request, moment: datetime) -> str:
    return moment.astimezone(request.zone).replace(tzinfo=None).isoformat(timespec="seconds")


def _count(client: httpx.Client, request: Request) -> int | None:
    """The server's own count of the window; None from a server that does not aggregate."""
    found: Any = get_json(client, request.location(), {**_where(request), "$select": "count(*) AS n_rows"})
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict) and "n_rows" in found[0]:
        return int(found[0]["n_rows"])
    return None
