"""Loads what the cities are and what the contracts say into ``ref.*``."""

from __future__ import annotations

import duckdb

from schemas.city_tables import ref_tables
from schemas.settings import Settings
from warehouse.connection import transaction


def load_reference(conn: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Replace every ``ref`` table with the present definitions, in one transaction."""
    tables = ref_tables(settings)
    with transaction(conn, "load reference tables"):
        for name, rows in tables.items():
            conn.execute(f"delete from ref.{name}")
            conn.register("ref_rows", rows)
            conn.execute(f"insert into ref.{name} by name select * from ref_rows")
            conn.unregister("ref_rows")
