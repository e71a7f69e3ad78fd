"""Lets Great Expectations 1.24 read DuckDB.

It keeps a connection open between query and fetch only for dialects it lists, and DuckDB is not among them: every
expectation then fails with "list index out of range". ``tests/warehouse/quality/test_gx_duckdb.py`` fails when
upstream no longer needs this.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import duckdb

os.environ["GX_ANALYTICS_ENABLED"] = "false"

import duckdb_engine
import great_expectations as gx
from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
from great_expectations.execution_engine import sqlalchemy_execution_engine as gx_engine


class _DuckDbDialect(Enum):
    """Compares like the members of GX's own dialect list, which is closed."""

    DUCKDB = "duckdb"

    def __eq__(self, other: object) -> bool:
        return bool(self.value == getattr(other, "value", other))

    def __hash__(self) -> int:
        return hash(self.value)


def keep_duckdb_connections() -> None:
    """Add DuckDB to the dialects whose connection GX keeps; once a process."""
    dialects = gx_engine._PERSISTED_CONNECTION_DIALECTS
    if _DuckDbDialect.DUCKDB not in dialects:
        gx_engine._PERSISTED_CONNECTION_DIALECTS = (*dialects, _DuckDbDialect.DUCKDB)


def new_context() -> Any:
    """A Great Expectations context in memory: nothing written, nothing sent, no progress bars."""
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    config = DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False))
    context = gx.get_context(mode="ephemeral", project_config=config)
    context.variables.progress_bars = {"globally": False}
    return context


@contextmanager
def table_batch(context: Any, conn: duckdb.DuckDBPyConnection, table: str) -> Iterator[Any]:
    """The whole of ``table``, read through ``conn``'s own database, as a GX batch definition."""
    keep_duckdb_connections()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source = context.data_sources.add_sql(
            "stage",
            connection_string="duckdb:///:memory:",
            kwargs={"creator": lambda: duckdb_engine.ConnectionWrapper(conn.cursor())},
        )
        try:
            yield source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("window")
        finally:
            source.get_execution_engine().close()
            source.get_engine().dispose()
