"""Ledgers for the tests: the real DDL in an in-memory database, and a way to fill it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from privacy.ledger import append_act, append_batch_leaf

AUDIT_SQL = Path(__file__).parents[2] / "warehouse" / "tables" / "audit.sql"
START = datetime(2026, 3, 1, 8, tzinfo=UTC)


def open_audit() -> duckdb.DuckDBPyConnection:
    conn = duckdb.connect()
    conn.execute("create schema audit")
    conn.execute(AUDIT_SQL.read_text(encoding="utf-8"))
    return conn


def findings(n_found: int = 3) -> pa.Table:
    return pa.table(
        {
            "column": ["caller_phone", "description", "description"],
            "entity_type": ["PHONE", "PERSON", "PERSON"],
            "operator": ["pseudonymise", "redact", "redact"],
            "key_id": pa.array(["service/2026/1", None, None], pa.string()),
            "n_found": pa.array([n_found, 2, 5], pa.int64()),
            "n_masked": pa.array([n_found, 2, 5], pa.int64()),
        }
    )


def add_batch(conn: duckdb.DuckDBPyConnection, number: int, feed: str = "hotline_12345") -> int:
    return append_batch_leaf(
        conn,
        run_id=f"{feed}:2026-03-01:{number}",
        feed=feed,
        contract_version="1.0.0",
        policy_version="p1",
        engine_hash="e1",
        model_hash="m1",
        ruleset_hash="r1",
        purpose="service",
        legal_basis="PIPL art. 13(1)(3)",
        actor="airflow",
        findings=findings(),
        batch_hash="00" * 32,
        batch_key_id="ledger_batches/2026/1",
        n_rows=100 + number,
        when=START + timedelta(minutes=number),
    )


def fill(conn: duckdb.DuckDBPyConnection, n_batches: int) -> None:
    for number in range(n_batches):
        add_batch(conn, number)
    append_act(conn, kind="policy_changed", actor="steward", details={"feed": "x", "to": "p2"}, when=START)
