"""What a lake's catalog still holds of rows that are gone: the least and greatest value of a column, and dead pages."""

from __future__ import annotations

import sqlite3
from itertools import product
from pathlib import Path

import psycopg2
from psycopg2 import sql

from privacy.leaks_postgres import conninfo_of
from schemas.settings import Settings

BOUNDS = (
    ("ducklake_table_column_stats", "min_value"),
    ("ducklake_table_column_stats", "max_value"),
    ("ducklake_file_column_stats", "min_value"),
    ("ducklake_file_column_stats", "max_value"),
)
"""Where DuckLake 1.0 keeps values of columns in its catalog."""
LOCK_WAIT = "60s"


def clean_catalog(settings: Settings, tokens: list[str]) -> None:
    """Forgets ``tokens`` in the catalog's column statistics and rewrites its pages, on SQLite or PostgreSQL.

    A server's write-ahead log and backups are its operator's. Raises the driver's error where the catalog cannot be
    written.
    """
    conninfo = conninfo_of(settings.catalog)
    if conninfo:
        _clean_postgres(conninfo, tokens)
    elif (catalog := settings.lake_dir / "catalog.sqlite").exists() and not settings.catalog:
        _clean_sqlite(catalog, tokens)


def _clean_sqlite(catalog: Path, tokens: list[str]) -> None:
    with sqlite3.connect(catalog, timeout=60) as conn:
        for (table, bound), text in product(BOUNDS, tokens):
            conn.execute(f"update {table} set {bound} = null where instr({bound}, ?)", [text])
    with sqlite3.connect(catalog, timeout=60, isolation_level=None) as conn:
        for statement in ("pragma wal_checkpoint(truncate)", "vacuum", "pragma wal_checkpoint(truncate)"):
            conn.execute(statement).fetchall()
    conn.close()


def _clean_postgres(conninfo: str, tokens: list[str]) -> None:
    session = psycopg2.connect(conninfo)
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", [LOCK_WAIT])
            for (table, bound), text in product(BOUNDS, tokens):
                change = sql.SQL("update {table} set {bound} = null where strpos({bound}, %s) > 0")
                names = {"table": sql.Identifier(table), "bound": sql.Identifier(bound)}
                cursor.execute(change.format(**names), [text])
            for table in dict.fromkeys(table for table, _ in BOUNDS):
                cursor.execute(sql.SQL("vacuum (full, analyze) {}").format(sql.Identifier(table)))
    finally:
        session.close()
