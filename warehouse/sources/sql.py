"""A department's own database, read through SQLAlchemy in batches, never written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from warehouse.sources.errors import SourceError
from warehouse.sources.records import from_rows
from warehouse.sources.request import Request
from warehouse.sources.secrets import credential


def pull_sql(request: Request) -> Iterator[pa.RecordBatch]:
    """The contract's query over the window. Errors name the kind of fault, never the statement or a value."""
    url = _url(request)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            yield from _read(connection, request)
    except SQLAlchemyError as error:
        kind = type(getattr(error, "orig", None) or error).__name__
        raise SourceError(
            f"feed {request.contract.id}: the database at {_place(url)} could not be read: {kind}", is_retryable=True
        ) from None


def _read(connection: Connection, request: Request) -> Iterator[pa.RecordBatch]:
    size = request.settings.batch_rows
    if connection.dialect.name == "postgresql":
        connection.execute(text("select set_config('TimeZone', :zone, false)"), {"zone": request.contract.timezone})
        connection.execute(text("set transaction read only"))
    bounds = {
        "window_start": _bound(connection, request, request.window.start),
        "window_end": _bound(connection, request, request.window.end),
    }
    streaming = connection.execution_options(stream_results=True, max_row_buffer=size)
    result = streaming.execute(text(request.source.query or ""), bounds)
    names, row = list(result.keys()), 0
    for part in result.partitions(size):
        yield from_rows(names, part, request.source.location.rpartition("/")[2], row)
        row += len(part)


def _bound(connection: Connection, request: Request, moment: datetime) -> datetime | str:
    """SQLite has no time type: its texts compare as local ``YYYY-MM-DD HH:MM:SS``."""
    local = moment.astimezone(request.zone)
    return local.strftime("%Y-%m-%d %H:%M:%S") if connection.dialect.name == "sqlite" else local


def _url(request: Request) -> URL:
    url = make_url(request.location())
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not path.is_file():
            raise SourceError(f"feed {request.contract.id}: there is no database {path.name}", is_retryable=True)
        return url.set(database=f"file:{path}").update_query_dict({"mode": "ro", "uri": "true"})
    if request.source.secret is not None:
        entry = credential(request.source.secret, request.settings)
        password = entry.password.get_secret_value() if entry.password else None
        return url.set(username=entry.user, password=password)
    return url


def _place(url: URL) -> str:
    return f"{url.host or 'file'}/{(url.database or '').rpartition('/')[2]}"
