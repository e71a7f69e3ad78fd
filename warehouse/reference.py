"""Loads what the cities are and what the contracts say into ``ref.*``."""

from __future__ import annotations

import duckdb

from schemas.settings import Settings


def load_reference(conn: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Replace every ``ref`` table with the present definitions, in one transaction."""
