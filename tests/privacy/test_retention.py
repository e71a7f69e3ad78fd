"""Rows past retention are proved gone from the disk, and a file that still holds them is named."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privacy.ledger import append_act
from privacy.retention import prove_retention
from schemas.settings import Settings
from tests.privacy.audit_fixtures import AUDIT_SQL, START, open_audit
from tests.privacy.leak_fixtures import make_home


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = make_home(tmp_path)
    folder = settings.lake_dir / "data" / "silver" / "calls"
    folder.mkdir(parents=True)
    for name, run_ids in {"new": ["new"] * 3, "old": ["old", "old", "new"]}.items():
        pq.write_table(pa.table({"run_id": run_ids, "note": ["x"] * 3}), folder / f"{name}.parquet")
    pq.write_table(pa.table({"file_path": ["x"], "pos": [1]}), folder / "x-delete.parquet")
    return settings


def ledger_with_retention(expired_at: datetime) -> duckdb.DuckDBPyConnection:
    conn = open_audit()
    conn.execute("create schema ops")
    conn.execute((AUDIT_SQL.parent / "ops.sql").read_text(encoding="utf-8"))
    for run_id, days, state in (("old", -400, "expired"), ("new", -5, "succeeded")):
        conn.execute(
            "insert into ops.run (run_id, feed, window_end, state) values (?, 'calls', ?, ?)",
            [run_id, START + timedelta(days=days), state],
        )
    details = {"feed": "calls", "n_windows": 1, "n_rows": 2, "through": (START - timedelta(days=400)).isoformat()}
    append_act(conn, kind="retention", actor="hub", details=details, when=expired_at)
    return conn


def test_expired_rows_that_are_still_on_disk_are_counted_and_their_file_is_named(settings: Settings) -> None:
    conn = ledger_with_retention(START - timedelta(days=30))
    proof = prove_retention(conn, settings, actor="hub", when=START)
    assert (proof.is_ok, proof.n_runs, proof.n_files, proof.n_left) == (False, 1, 2, 2)
    assert proof.files == ("calls/old.parquet",)


def test_once_the_file_is_gone_the_proof_stands_in_the_ledger(settings: Settings) -> None:
    conn = ledger_with_retention(START - timedelta(days=30))
    (settings.lake_dir / "data" / "silver" / "calls" / "old.parquet").unlink()
    assert prove_retention(conn, settings, actor="hub", when=START).is_ok
    leaf = json.loads(conn.execute("select leaf from audit.ledger order by seq desc limit 1").fetchall()[0][0])
    assert leaf["details"] == {"is_proof": True, "n_runs": 1, "n_files": 1, "n_left": 0}


def test_history_that_may_still_be_undone_is_not_looked_for(settings: Settings) -> None:
    conn = ledger_with_retention(START - timedelta(days=1))
    assert prove_retention(conn, settings, actor="hub", when=START).n_runs == 0
