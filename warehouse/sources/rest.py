"""Paged JSON over HTTP: by page number, by offset, by cursor or by the address of the next page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import httpx
import pyarrow as pa

from warehouse.sources.errors import SourceError
from warehouse.sources.http import get_json, open_client, same_origin
from warehouse.sources.json_text import records_in, value_at
from warehouse.sources.records import from_records
from warehouse.sources.request import Request

MOST_PAGES = 100_000


def pull_rest(request: Request) -> Iterator[pa.RecordBatch]:
    """Each page of the window as a batch. SourceError where the server's own total is not what came."""
    source, n_rows = request.source, 0
    document: Any = None
    with open_client(request) as client:
        for number, document in enumerate(_pages(client, request), 1):
            records = records_in(document, source.records_path, f"page {number}")
            if records:
                yield from_records(records, f"page {number}")
            n_rows += len(records)
    _require_total(request, document, n_rows)


def _pages(client: httpx.Client, request: Request) -> Iterator[Any]:
    source, url, cursor, offset = request.source, request.location(), "", 0
    for page in range(1, MOST_PAGES):
        document = get_json(client, url, _params(request, page, offset, cursor) if url == request.location() else {})
        n_rows = len(records_in(document, source.records_path, f"page {page}"))
        offset += n_rows
        yield document
        following = value_at(document, source.next_path) if source.next_path else None
        if source.next_path:
            if not following:
                return
            url, cursor = _follow(request, url, str(following))
        elif not _is_paged(request) or n_rows < source.page_size:
            return
    raise SourceError(f"feed {request.contract.id}: more than {MOST_PAGES} pages", is_retryable=False)


def _is_paged(request: Request) -> bool:
    return any("{page}" in value or "{offset}" in value for value in request.source.params.values())


def _follow(request: Request, url: str, following: str) -> tuple[str, str]:
    """Address and cursor of the next page: ``following`` is an address, or a cursor where ``params`` ask for one."""
    if any("{cursor}" in value for value in request.source.params.values()):
        return url, following
    target = urljoin(url, following)
    if not same_origin(target, request.location()):
        raise SourceError(f"feed {request.contract.id}: the next page lies on another server", is_retryable=False)
    return target, ""


def _params(request: Request, page: int, offset: int, cursor: str) -> dict[str, str]:
    """The contract's parameters, filled in; an empty cursor is left out."""
    window, days = request.window, request.days
    values = {
        "window_start": window.start.astimezone(request.zone).isoformat(),
        "window_end": window.end.astimezone(request.zone).isoformat(),
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "page": str(page),
        "offset": str(offset),
        "page_size": str(request.source.page_size),
        "cursor": cursor,
    }
    filled = {}
    for name, text in request.source.params.items():
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        filled[name] = text
    return {name: text for name, text in filled.items() if text}


def _require_total(request: Request, document: Any, n_rows: int) -> None:
    if request.source.total_path is None:
        return
    total = value_at(document, request.source.total_path)
    if not str(total).isdigit() or int(str(total)) != n_rows:
        raise SourceError(
            f"feed {request.contract.id}: the server counts {total if str(total).isdigit() else 'no'} rows "
            f"but sent {n_rows}",
            is_retryable=True,
        )
