"""The shim that lets Great Expectations read DuckDB is still needed, works, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import duckdb_engine
import great_expectations as gx
import great_expectations.expectations as gxe
import pytest
from great_expectations.execution_engine import sqlalchemy_execution_engine as gx_engine

from warehouse.quality.gx_duckdb import keep_duckdb_connections, new_context, table_batch


@pytest.fixture
def conn() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as conn:
        conn.execute("create table readings as select range as a from range(5)")
        yield conn


def suite() -> Any:
    return gx.ExpectationSuite("s", expectations=[gxe.ExpectColumnValuesToBeBetween(column="a", max_value=3)])


def test_upstream_still_closes_the_connection_too_early(
    conn: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When this fails, upstream reads DuckDB by itself: take the shim out."""
    keep_duckdb_connections()
    dialects = tuple(d for d in gx_engine._PERSISTED_CONNECTION_DIALECTS if d.value != "duckdb")
    monkeypatch.setattr(gx_engine, "_PERSISTED_CONNECTION_DIALECTS", dialects)
    context = new_context()
    source = context.data_sources.add_sql(
        "plain",
        connection_string="duckdb:///:memory:",
        kwargs={"creator": lambda: duckdb_engine.ConnectionWrapper(conn.cursor())},
    )
    batch = source.add_table_asset("readings", table_name="readings").add_batch_definition_whole_table("all")
    definition = gx.ValidationDefinition(name="v", data=batch, suite=context.suites.add(suite()))
    result = context.validation_definitions.add(definition).run()
    assert "index out of range" in str(result.results[0].exception_info)


def test_an_expectation_reads_the_callers_database(conn: duckdb.DuckDBPyConnection) -> None:
    context = new_context()
    with table_batch(context, conn, "readings") as batch:
        definition = gx.ValidationDefinition(name="v", data=batch, suite=context.suites.add(suite()))
        result = context.validation_definitions.add(definition).run()
    assert result.results[0].result["unexpected_count"] == 1
    assert conn.execute("select count(*) from readings").fetchone() == (5,)


def test_a_context_leaves_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    new_context()
    assert list(tmp_path.iterdir()) == []
