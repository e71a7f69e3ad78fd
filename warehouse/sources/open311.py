"""Open311 GeoReport v2: service requests by the time they were made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from warehouse.sources.errors import SourceError
from warehouse.sources.http import get_json, open_client
from warehouse.sources.json_text import records_in
from warehouse.sources.records import from_records
from warehouse.sources.request import Request

LONGEST_SPAN = timedelta(days=30)
"""GeoReport v2 lets a server refuse spans over 90 days and answer at most 1,000 requests."""


def pull_open311(request: Request) -> Iterator[pa.RecordBatch]:
    """``GET requests.json`` for spans of 30 days, page after page (``page``, ``page_size``)."""
    size = request.source.page_size
    with open_client(request) as client:
        for start, end in _spans(request.window.start, request.window.end):
            earlier: list[Any] = []
            for page in range(1, 1_000_000):
                params = {
                    **request.source.params,
                    **_span_params(start, end),
                    "page": str(page),
                    "page_size": str(size),
                }
                document = get_json(client, f"{request.location().rstrip('/')}/requests.json", params)
                records = records_in(document, None, "the response")
                if records and records == earlier:
                    raise SourceError(
                        f"feed {request.contract.id}: the server sends the same page again; ask for shorter windows",
                        is_retryable=False,
                    )
                if records:
                    yield from_records(records, f"{start.date()} page {page}")
                if len(records) < size:
                    break
                earlier = records


def _spans(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        yield start, min(start + LONGEST_SPAN, end)
        start += LONGEST_SPAN


def _span_params(start: datetime, end: datetime) -> dict[str, str]:
    """The standard's dates are inclusive, to the second."""
    last = end - timedelta(seconds=1)
    return {"start_date": _w3c(start), "end_date": _w3c(last)}


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
