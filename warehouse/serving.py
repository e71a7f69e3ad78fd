"""The serving database: what dashboards open. Gold, brain, ops, audit and ref, never silver."""

from __future__ import annotations

from pathlib import Path

import duckdb
from filelock import FileLock

from schemas.settings import Settings
from warehouse.connection import attach_lake, connect, prepare_home
from warehouse.initialise import initialise_lake

SERVED_SCHEMAS = ("gold", "brain", "ops", "audit", "ref")
EXCLUDED = {("ops", "quarantine"): ("row_json",)}
"""Columns that stay in the lake."""
_ORDER = {("gold", "event_daily"): "city_id, level, topic_id, area_id, day"}


def publish_serving(settings: Settings) -> Path:
    """Write a new serving database beside the old one and rename it over; returns its path.

    A query in flight keeps the old file until it closes it. Open it with :func:`open_serving`, or in the same way.
    """
    initialise_lake(settings)
    prepare_home(settings)
    target = settings.serving_path
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(target.with_suffix(".lock"), timeout=settings.lock_timeout_seconds):
        fresh = target.with_name(f"{target.name}.new")
        for left in target.parent.glob(f"{fresh.name}*"):
            left.unlink()
        _write(fresh, settings)
        fresh.replace(target)
    return target


def open_serving(path: Path) -> duckdb.DuckDBPyConnection:
    """Open the serving database as dashboards do: read-only, no files, no settings."""
    conn = duckdb.connect(str(path), read_only=True)
    conn.execute("set enable_external_access = false")
    conn.execute("set lock_configuration = true")
    return conn


def _write(path: Path, settings: Settings) -> None:
    conn = connect(settings)
    try:
        attach_lake(conn, settings, read_only=True)
        conn.execute(f"attach '{path}' as serving")
        conn.execute("begin transaction")
        for schema, table in _served_tables(conn):
            conn.execute(f"create schema if not exists serving.{schema}")
            conn.execute(f"create table serving.{schema}.{table} as {_selection(schema, table)}")
        conn.execute("commit")
        conn.execute("checkpoint serving")
        conn.execute("detach serving")
    finally:
        conn.close()


def _served_tables(conn: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return conn.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = current_database() "
        "and schema_name in (select unnest(?)) order by all",
        [list(SERVED_SCHEMAS)],
    ).fetchall()


def _selection(schema: str, table: str) -> str:
    excluded = EXCLUDED.get((schema, table), ())
    star = f"* exclude ({', '.join(excluded)})" if excluded else "*"
    order = _ORDER.get((schema, table))
    return f"select {star} from {schema}.{table}" + (f" order by {order}" if order else "")
