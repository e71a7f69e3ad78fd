"""One read: the lake opened for a caller, the access logged, the answer fetched within its limits."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from schemas.errors import HubError
from schemas.settings import Settings
from superbrain.api.callers import Caller
from superbrain.api.errors import ApiError, RefusedError
from superbrain.api.sql_names import TableName
from superbrain.api.window import Columns, Window, look, open_window
from warehouse.connection import SCHEMAS, first_line
from warehouse.lake import open_lake
from warehouse.query import lock_down, log_read

SURFACE = "api"
BATCH_ROWS = 10_000
SAFE_TO_TELL = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException)
"""Errors that speak of the query; others may show a value that it read."""


@dataclass
class Reading:
    """The lake as one caller sees it, for one request."""

    conn: duckdb.DuckDBPyConnection
    caller: Caller
    settings: Settings
    window: Window
    _is_stopped: bool = False

    def columns(self, name: TableName) -> Columns:
        """Columns of a table that the caller may read.

        :raises RefusedError: 403 it is not theirs.
        :raises ApiError: 404 there is none.
        """
        role = self.caller.role
        if name[0] in SCHEMAS and name[0] not in role.layers:
            raise self._refused(name[0])
        if name in self.window.withheld:
            raise self._refused(".".join(name))
        if name not in self.window.tables:
            raise ApiError(404, "there is no such table: /v1/tables says which there are")
        return self.window.tables[name]

    def begin(self, action: str, what: str, names: Iterable[TableName]) -> None:
        """Logs the access, then shows the caller these tables and nothing else.

        :raises ApiError: 503 the log cannot be written, so that nothing is read.
        """
        log(self.settings, self.caller.user, action, what)
        open_window(self.conn, self.caller.role, self.window, names)
        lock_down(self.conn, self.settings)

    def fetch(self, sql: str, parameters: object = None, max_rows: int | None = None) -> pa.Table:
        """The rows of a select. :raises ApiError: 400 it does not run, 413 too much, 422 too long or unfit values."""
        timer = threading.Timer(self.settings.api_seconds, self._stop)
        timer.start()
        try:
            return self._collected(self.conn.execute(sql, parameters), max_rows or self.settings.api_max_rows)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise self._told(error) from None
        finally:
            timer.cancel()

    def _stop(self) -> None:
        self._is_stopped = True
        self.conn.interrupt()

    def _refused(self, what: str) -> RefusedError:
        return RefusedError(403, f"the role {self.caller.role.name} may not read {what}", self.caller.user, what)

    def _collected(self, running: duckdb.DuckDBPyConnection, max_rows: int) -> pa.Table:
        reader = running.to_arrow_reader(BATCH_ROWS)
        batches, n_rows, n_bytes = [], 0, 0
        for batch in reader:
            batches.append(batch)
            n_rows, n_bytes = n_rows + batch.num_rows, n_bytes + batch.nbytes
            if n_rows > max_rows or n_bytes > self.settings.api_max_bytes:
                limit = f"{max_rows:,} rows and {self.settings.api_max_bytes:,} bytes"
                raise ApiError(413, f"the answer has more than {limit}: ask for fewer rows or columns")
        return pa.Table.from_batches(batches, reader.schema)

    def _told(self, error: Exception) -> ApiError:
        if self._is_stopped:
            return ApiError(422, f"the read was stopped after {self.settings.api_seconds:g} s: narrow it")
        if isinstance(error, duckdb.OutOfMemoryException):
            return ApiError(422, f"the read needs more than {self.settings.api_memory_limit} of memory: narrow it")
        if isinstance(error, SAFE_TO_TELL):
            return ApiError(400, f"the query cannot be run: {first_line(error)}")
        return ApiError(422, "the query cannot be run: a value does not fit what it does with it")


@contextmanager
def reading(caller: Caller, settings: Settings) -> Iterator[Reading]:
    """Opens the lake read-only for one request, with the API's own memory and time. Nothing is logged or read yet."""
    own = settings.model_copy(
        update={"memory_limit": settings.api_memory_limit, "lock_timeout_seconds": settings.api_seconds}
    )
    with ExitStack() as stack:
        try:
            conn = stack.enter_context(open_lake(own))
            conn.execute("set temp_directory = ''")
            conn.execute("set python_enable_replacements = false")
            found = Reading(conn, caller, own, look(conn, caller.role))
        except (HubError, duckdb.Error, OSError):
            raise ApiError(503, "the lake cannot be opened: see `superbrain doctor`") from None
        yield found


def log(settings: Settings, user: str, action: str, what: str) -> None:
    """Writes an access of the API. :raises ApiError: 503 it cannot be written."""
    try:
        log_read(settings, user, action, what, SURFACE)
    except (HubError, duckdb.Error, OSError):
        raise ApiError(503, "the access log cannot be written, so nothing is read: see `superbrain doctor`") from None
