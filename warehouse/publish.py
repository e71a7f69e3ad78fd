"""Publishes a checked window: rows, quarantine, books, cursor and masking record in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from privacy.keyring import Key, Keyring
from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.connection import attach_lake, commit_lock, transaction
from warehouse.initialise import initialise_lake
from warehouse.lake import open_lake
from warehouse.masking_record import BATCH_KEYS, MaskingRecord
from warehouse.plan import Days, contiguous_through, history_start, read_loaded_days, run_id_of, widen
from warehouse.quality.check import RuleResult
from warehouse.record import RunError, RunRecord
from warehouse.script import run_script, set_variables
from warehouse.silver import ensure_silver_table
from warehouse.stage import Stage

_NOT_STORED = ("is_retryable", "is_widened")


@dataclass(frozen=True)
class CheckedWindow:
    """A staged and checked window, with all that its publication records."""

    stage: Stage
    window: Window
    results: list[RuleResult]
    masking: MaskingRecord
    n_repeated: int
    """Rows of this window that a later row with the same record_id replaced, and those known to be duplicates."""
    started_at: datetime
    dropped_columns: tuple[str, ...] = ()


def publish(checked: CheckedWindow, settings: Settings) -> RunRecord:
    """Write the window under the commit lock; raises :class:`RunError` and writes nothing if it does not reconcile."""
    conn, contract = checked.stage.conn, checked.stage.contract
    initialise_lake(settings)
    batch_key = Keyring.open(settings).key_for(BATCH_KEYS, datetime.now(UTC).date())
    with commit_lock(settings):
        attach_lake(conn, settings)
        run_id = run_id_of(contract, checked.window)
        with transaction(conn, f"run {run_id}"):
            return _write(conn, checked, run_id, batch_key)


def record_failure(record: RunRecord, settings: Settings) -> None:
    """Note a failed run in ``ops.run_attempt``, and in ``ops.run`` unless the window holds a succeeded run."""
    with open_lake(settings, write=True) as conn, transaction(conn, f"failed run {record.run_id}"):
        _insert_attempt(conn, record)
        held = "select 1 from ops.run where feed = ? and state = 'succeeded' and window_start < ? and window_end > ?"
        if conn.execute(held, [record.feed, record.window_end, record.window_start]).fetchone():
            return
        conn.execute(
            "delete from ops.run where feed = ? and state = 'failed' and window_start < ? and window_end > ?",
            [record.feed, record.window_end, record.window_start],
        )
        _insert_run(conn, record)


def _write(conn: duckdb.DuckDBPyConnection, checked: CheckedWindow, run_id: str, batch_key: Key) -> RunRecord:
    contract, finished_at = checked.stage.contract, datetime.now(UTC)
    _refuse_partial_overlap(conn, contract, checked.window)
    ensure_silver_table(conn, contract)
    set_variables(
        conn,
        feed=contract.id,
        run_id=run_id,
        contract_version=contract.version,
        window_start=checked.window.start,
        window_end=checked.window.end,
        finished_at=finished_at,
    )
    names = {"feed": contract.id, "columns": list(checked.stage.columns)}
    run_script(conn, "publish_sql/outcome.sql", **names)
    record = _record(conn, checked, run_id, finished_at)
    run_script(conn, "publish_sql/replace.sql", **names)
    run_script(conn, "publish_sql/insert.sql", **names)
    _insert_run(conn, record)
    _insert_attempt(conn, record)
    _insert_results(conn, record, checked.results)
    _move_cursor(conn, contract)
    checked.masking.write(conn, contract, record, batch_key)
    _require_reconciled(conn, record)
    return record


def _refuse_partial_overlap(conn: duckdb.DuckDBPyConnection, contract: FeedContract, window: Window) -> None:
    """Another process may have published a window between the plan and now."""
    loaded = read_loaded_days(conn, contract)
    days = Days.of_window(window, contract.timezone)
    if widen(days, loaded) != days:
        raise RunError(
            f"feed {contract.id}: {days.first} to {days.last} cuts a window that was loaded meanwhile; run it again",
            is_retryable=True,
        )


def _record(conn: duckdb.DuckDBPyConnection, checked: CheckedWindow, run_id: str, finished_at: datetime) -> RunRecord:
    contract = checked.stage.contract
    n: dict[str, int] = dict(conn.execute("select outcome, count(*) from outcome group by outcome").fetchall())
    attempts = conn.execute("select count(*) from ops.run_attempt where run_id = ?", [run_id]).fetchone()
    n_superseded = n.get("superseded", 0)
    return RunRecord(
        run_id=run_id,
        feed=contract.id,
        city_id=contract.city,
        window_start=checked.window.start,
        window_end=checked.window.end,
        contract_version=contract.version,
        started_at=checked.started_at,
        finished_at=finished_at,
        state="succeeded",
        n_pulled=checked.stage.n_pulled,
        n_accepted=n.get("accepted", 0) + n.get("replaces", 0),
        n_quarantined=n.get("quarantined", 0),
        n_duplicate=checked.n_repeated + n.get("duplicate", 0) + n_superseded,
        n_superseded=n_superseded,
        n_attempts=(attempts[0] if attempts else 0) + 1,
        dropped_columns=",".join(checked.dropped_columns),
    )


def _insert_run(conn: duckdb.DuckDBPyConnection, record: RunRecord) -> None:
    _insert(conn, "ops.run", {name: value for name, value in vars(record).items() if name not in _NOT_STORED})


def _insert_attempt(conn: duckdb.DuckDBPyConnection, record: RunRecord) -> None:
    count = conn.execute("select count(*) from ops.run_attempt where run_id = ?", [record.run_id]).fetchone()
    number = (count[0] if count else 0) + 1
    names = ("run_id", "feed", "state", "started_at", "finished_at", "n_pulled", "error")
    row = {"attempt_id": f"{record.run_id}#{number}", **{name: getattr(record, name) for name in names}}
    _insert(conn, "ops.run_attempt", row)


def _insert_results(conn: duckdb.DuckDBPyConnection, record: RunRecord, results: list[RuleResult]) -> None:
    rows = [
        (record.run_id, record.feed, r.rule.rule_id, r.rule.dimension, r.n_checked, r.n_failed, r.is_passed,
         r.is_errored, record.finished_at)
        for r in results
    ]  # fmt: skip
    if rows:
        conn.executemany("insert into ops.quality_result values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _move_cursor(conn: duckdb.DuckDBPyConnection, contract: FeedContract) -> None:
    loaded = read_loaded_days(conn, contract)
    start = history_start(contract, loaded)
    through = contiguous_through(loaded, start) if start else None
    if through is not None:
        end = Days(through, through).to_window(contract.timezone).end
        _insert(conn, "ops.cursor", {"feed": contract.id, "loaded_through": end})


def _require_reconciled(conn: duckdb.DuckDBPyConnection, record: RunRecord) -> None:
    row = conn.execute(
        f'select (select count(*) from silver."{record.feed}" where run_id = ?), '
        "(select count(distinct record_id) from ops.quarantine where run_id = ? and replayed_run_id is null)",
        [record.run_id, record.run_id],
    ).fetchone()
    if not record.is_reconciled or row != (record.n_accepted, record.n_quarantined):
        raise RunError(
            f"feed {record.feed}: the run does not reconcile: {record.n_pulled} pulled, {record.n_accepted} accepted, "
            f"{record.n_quarantined} quarantined, {record.n_duplicate} duplicates"
        )


def _insert(conn: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    places = ", ".join("?" * len(row))
    conn.execute(f"insert into {table} ({', '.join(row)}) values ({places})", list(row.values()))
