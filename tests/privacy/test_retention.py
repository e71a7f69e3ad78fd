"""Rows past retention are proved gone from the disk, and a file that still holds them is named."""

from __future__ import annotations

import json
import os
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

CUTOFF = START - timedelta(days=400)
ACTED = START - timedelta(days=30)


def write(settings: Settings, name: str, rows: list[tuple[str, datetime]], written_at: datetime) -> Path:
    folder = settings.lake_dir / "data" / "silver" / "calls"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table({"run_id": [run for run, _ in rows], "occurred_at": [at for _, at in rows]}), path)
    os.utime(path, (written_at.timestamp(),) * 2)
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = make_home(tmp_path)
    before = ACTED - timedelta(days=1)
    write(settings, "new", [("new", START)] * 3, before)
    write(settings, "old", [("old", CUTOFF - timedelta(days=9))] * 2 + [("new", START)], START)
    write(settings, "x-delete", [("old", CUTOFF - timedelta(days=9))], before)
    return settings


def ledger_with_retention(acted_at: datetime = ACTED) -> duckdb.DuckDBPyConnection:
    conn = open_audit()
    conn.execute("create schema ops")
    conn.execute((AUDIT_SQL.parent / "ops.sql").read_text(encoding="utf-8"))
    for run_id, days, state in (("old", -400, "expired"), ("new", -5, "succeeded")):
        conn.execute(
            "insert into ops.run (run_id, feed, window_end, state) values (?, 'calls', ?, ?)",
            [run_id, START + timedelta(days=days), state],
        )
    details = {"feed": "calls", "n_windows": 1, "n_rows": 2, "cutoff": CUTOFF.isoformat()}
    append_act(conn, kind="retention", actor="hub", details=details, when=acted_at)
    return conn


def test_expired_rows_that_are_still_on_disk_are_counted_and_their_file_is_named(settings: Settings) -> None:
    proof = prove_retention(ledger_with_retention(), settings, actor="hub", when=START)
    assert (proof.is_ok, proof.n_feeds, proof.n_runs, proof.n_files, proof.n_left) == (False, 1, 1, 2, 2)
    assert proof.files == ("calls/old.parquet",)


def test_once_the_file_is_gone_the_proof_stands_in_the_ledger(settings: Settings) -> None:
    conn = ledger_with_retention()
    (settings.lake_dir / "data" / "silver" / "calls" / "old.parquet").unlink()
    assert prove_retention(conn, settings, actor="hub", when=START).is_ok
    leaf = json.loads(conn.execute("select leaf from audit.ledger order by seq desc limit 1").fetchall()[0][0])
    assert leaf["details"] == {"is_proof": True, "n_feeds": 1, "n_runs": 1, "n_files": 1, "n_left": 0}


def test_history_that_may_still_be_undone_is_not_looked_for(settings: Settings) -> None:
    conn = ledger_with_retention(START - timedelta(days=1))
    assert prove_retention(conn, settings, actor="hub", when=START).n_feeds == 0


@pytest.mark.parametrize(("days", "n_left"), [(-1, 1), (1, 0)])
def test_a_row_past_its_time_counts_in_a_file_older_than_the_deletion(
    days: int, n_left: int, settings: Settings
) -> None:
    """A row that a department delivered later is the next deletion's."""
    (settings.lake_dir / "data" / "silver" / "calls" / "old.parquet").unlink()
    rows = [("new", CUTOFF - timedelta(seconds=1)), ("new", CUTOFF)]
    write(settings, "straddling", rows, ACTED + timedelta(days=days))
    assert prove_retention(ledger_with_retention(), settings, actor="hub", when=START).n_left == n_left
