"""Read-only SQL over the lake: one select, no files, no settings, every query in ``audit.access_log``."""

from __future__ import annotations

import getpass
import re
from collections.abc import Collection
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from privacy.access import log_access
from schemas.errors import HubError
from schemas.settings import Settings
from warehouse.connection import data_path_of, first_line
from warehouse.lake import open_lake, transaction

_COMMENT = re.compile(r"--.*|/\*.*", re.DOTALL)


class QueryError(HubError):
    """SQL that is refused or does not run."""


def run_query(sql: str, settings: Settings, actor: str = "", surface: str = "query") -> pa.Table:
    """The result of one ``select`` (or ``with``, ``describe``, ``summarize``, ``show``) over the lake.

    The lake is attached read-only, files outside it cannot be read and nothing can be set, so that a select
    has no side effects either. What is logged is the SQL without its literals, which may hold personal values.
    """
    require_select(sql)
    log_read(settings, actor or getpass.getuser(), "query", without_literals(sql), surface)
    with open_lake(settings) as conn:
        lock_down(conn, settings)
        try:
            return conn.execute(sql).to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(f"the query cannot be run: {first_line(error)}") from error


def log_read(settings: Settings, actor: str, action: str, what: str, surface: str) -> None:
    """Writes one access in a transaction of its own, before anything is read. ``what``: free of personal values."""
    with open_lake(settings, write=True) as conn, transaction(conn, "log a query"):
        log_access(conn, actor=actor, action=action, what=what, surface=surface, at=datetime.now(UTC))


def require_select(sql: str) -> None:
    """Raise :class:`QueryError` unless ``sql`` is one statement that only reads."""
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryError(f"the query is not SQL: {first_line(error)}") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name.lower() for statement in statements) or "nothing"
        raise QueryError(f"a query is one select, with, describe or summarize; this is {kinds}")


def without_literals(sql: str, known: Collection[str] | None = None) -> str:
    """The SQL in one line, each text and number replaced by ``?``, comments left out.

    ``known``: names in small letters; where they are given, every other name becomes ``?`` too.
    """
    text = sql.encode()  # DuckDB gives positions in bytes of UTF-8
    tokens = duckdb.tokenize(sql)
    ends = [*[start for start, _ in tokens][1:], len(text)]
    parts = []
    for (start, kind), end in zip(tokens, ends, strict=True):
        word = _COMMENT.sub("", text[start:end].decode()).strip()
        is_literal = kind in (duckdb.token_type.string_const, duckdb.token_type.numeric_const)
        is_own_name = kind == duckdb.token_type.identifier and known is not None and _plain(word) not in known
        parts.append("?" if is_literal or is_own_name else word)
    return " ".join(parts)[:2000]


def _plain(name: str) -> str:
    return name.strip('"').lower()


def lock_down(conn: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Only the lake's own files can be read from here on, and no setting changed."""
    allowed = [str(settings.lake_dir.resolve()) + "/", data_path_of(settings).rstrip("/") + "/"]
    conn.execute(f"set allowed_directories = {allowed}")
    conn.execute("set enable_external_access = false")
    conn.execute("set lock_configuration = true")
