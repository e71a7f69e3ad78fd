"""Makes the lake's schemas and tables once, and again when the definitions change."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from schemas.settings import Settings
from warehouse.connection import SCHEMAS, attach_lake, commit_lock, connect, prepare_home, transaction
from warehouse.reference import load_reference

TABLES_DIR = Path(__file__).parent / "tables"


def initialise_lake(settings: Settings) -> None:
    """Create missing schemas and tables and load ``ref.*``; does nothing where that is already done.

    A mark under ``home`` holds the digest of the definitions that the lake was made from.
    """
    mark = prepare_home(settings) / "lake" / "initialised"
    digest = _definitions_digest(settings)
    if _is_done(mark, digest):
        return
    with commit_lock(settings):
        if _is_done(mark, digest):
            return
        conn = connect(settings)
        try:
            attach_lake(conn, settings)
            _create_tables(conn)
            load_reference(conn, settings)
        finally:
            conn.close()
        mark.write_text(digest)


def _is_done(mark: Path, digest: str) -> bool:
    return mark.exists() and mark.read_text() == digest


def _create_tables(conn: duckdb.DuckDBPyConnection) -> None:
    with transaction(conn, "create tables"):
        for schema in SCHEMAS:
            conn.execute(f"create schema if not exists {schema}")
        for path in sorted(TABLES_DIR.glob("*.sql")):
            conn.execute(path.read_text())


def _definitions_digest(settings: Settings) -> str:
    """Changes when a table definition, a contract or a city profile does."""
    files = [p for d in (TABLES_DIR, settings.city_dir, settings.contracts_dir) for p in d.rglob("*") if p.is_file()]
    stamps = [f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in sorted(files)]
    target = f"{settings.catalog}|{settings.data_path}"
    return _digest("\n".join([target, *stamps]))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
