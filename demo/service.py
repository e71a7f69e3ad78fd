"""The demo city's REST services: the hotline's cases and the transport bureau's incidents, as paged JSON."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.draws import Ints
from demo.faults import SLOW_SECONDS, take_http_fault
from demo.feeds import hotline, traffic
from demo.store import http_dir
from demo.writers import json_objects
from schemas.settings import Settings

ZONE = ZoneInfo("Asia/Shanghai")
MAX_PAGE_ROWS = 10_000
EPOCH_COLUMN = "_epoch"


@dataclass(frozen=True)
class Api:
    """One service: its path, the names of its query parameters, and the frame around a page's records."""

    feed: str
    path: str
    since: str
    until: str
    size: str
    numeric: tuple[str, ...]
    envelope: str
    """Holds ``%(total)d``, ``%(page)d``, ``%(size)d`` and ``%(items)s``."""


APIS = (
    Api(
        hotline.FEED,
        "/hotline/v1/cases",
        "updated_from",
        "updated_to",
        "page_size",
        hotline.NUMERIC,
        '{"code":0,"message":"ok","data":{"total":%(total)d,"page":%(page)d,"page_size":%(size)d,"items":[%(items)s]}}',
    ),
    Api(
        traffic.FEED,
        "/traffic/v2/incidents",
        "since",
        "until",
        "limit",
        traffic.NUMERIC,
        '{"count":%(total)d,"page":%(page)d,"result":[%(items)s]}',
    ),
)


@lru_cache(maxsize=4)
def _month(path: Path, changed: int) -> tuple[pa.Table, Ints]:
    """A month's records and their times of update, in order; ``changed`` renews the cache."""
    del changed
    table = pyarrow.parquet.read_table(path)
    return table.drop_columns(EPOCH_COLUMN), table[EPOCH_COLUMN].to_numpy()


def _months(folder: Path, since: int, until: int) -> list[Path]:
    first, last = (datetime.fromtimestamp(at, ZONE).strftime("%Y-%m") for at in (since, until))
    return [path for path in sorted(folder.glob("*.parquet")) if first <= path.stem <= last]


def read_page(folder: Path, since: int, until: int, page: int, size: int) -> tuple[int, pa.Table | None]:
    """The number of records updated in ``[since, until)`` (seconds since 1970) and page ``page`` of them, from 1."""
    skip, total, parts = (page - 1) * size, 0, []
    for path in _months(folder, since, until):
        table, epochs = _month(path, path.stat().st_mtime_ns)
        low, high = (int(edge) for edge in np.searchsorted(epochs, [since, until]))
        first = max(low, low + skip - total)
        last = min(high, low + skip + size - total)
        if first < last:
            parts.append(table.slice(first, last - first))
        total += high - low
    return total, pa.concat_tables(parts).combine_chunks() if parts else None


def _second(text: str) -> int:
    """An ISO 8601 time or day as seconds since 1970; local where no zone is given."""
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).timestamp())


def _records(api: Api, folder: Path, request: Request) -> Response:
    query = request.query_params
    try:
        since, until = _second(query.get(api.since, "2000-01-01")), _second(query.get(api.until, "2199-01-01"))
        page, size = int(query.get("page", "1")), int(query.get(api.size, "1000"))
    except ValueError:
        return JSONResponse({"error": f"{api.since}, {api.until}: ISO 8601; page, {api.size}: integers"}, 400)
    if page < 1 or not 1 <= size <= MAX_PAGE_ROWS:
        return JSONResponse({"error": f"page starts at 1; {api.size} is 1 to {MAX_PAGE_ROWS}"}, 400)
    total, table = read_page(folder, since, until, page, size)
    items = "" if table is None else ",".join(json_objects(table, api.numeric).to_pylist())
    body = api.envelope % {"total": total, "page": page, "size": size, "items": items}
    return Response(body, media_type="application/json")


async def _broken(kind: str) -> Response | None:
    """The answer of a broken service; None where it is only slow."""
    match kind:
        case "http_500":
            return JSONResponse({"error": "internal server error"}, 500)
        case "http_429":
            return JSONResponse({"error": "too many requests"}, 429, headers={"Retry-After": "1"})
        case "html":
            return Response("<html><body>系统维护中</body></html>", media_type="text/html")
        case "half_json":
            return Response('{"code":0,"data":{"total":12,"items":[{"case_no":"RX', media_type="application/json")
    await asyncio.sleep(SLOW_SECONDS)
    return None


def build_app(settings: Settings, token: str | None = None) -> Starlette:
    """The services over the city under ``settings.home``; with ``token``, callers must bear it."""

    def route(api: Api) -> Route:
        async def answer(request: Request) -> Response:
            if token is not None and request.headers.get("authorization") != f"Bearer {token}":
                return JSONResponse({"error": "a bearer token is needed"}, 401)
            fault = take_http_fault(settings, api.feed)
            broken = await _broken(fault) if fault else None
            return broken or _records(api, http_dir(settings, api.feed), request)

        return Route(api.path, answer)

    async def health(request: Request) -> Response:
        del request
        return JSONResponse({"status": "ok", "services": [api.path for api in APIS]})

    return Starlette(routes=[Route("/health", health), *(route(api) for api in APIS)])
