"""Keeps the lake small: merges small files, drops old snapshots and what killed processes left, applies retention."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, time, timedelta

import duckdb
import psutil

from privacy.ledger import Act, append_act, utc_text
from privacy.policy import governed_by
from schemas.contract import FeedContract
from schemas.contract_loader import read_contracts
from schemas.errors import HubError
from schemas.settings import Settings
from warehouse.connection import LAKE
from warehouse.lake import open_lake, transaction
from warehouse.script import run_script, set_variables

KEEP_SNAPSHOTS = timedelta(days=7)
ORPHAN_AGE = timedelta(days=1)
"""A file younger than this may belong to a commit that is being made."""

_COMPACTION = (
    f"call ducklake_rewrite_data_files('{LAKE}', delete_threshold => 0.05)",
    f"call ducklake_merge_adjacent_files('{LAKE}')",
)

_PURGE = f"call ducklake_rewrite_data_files('{LAKE}', '{{feed}}', schema => 'silver', delete_threshold => 0)"
"""However few of a file's rows expired: what stays is written anew, and the file goes with its snapshots."""


class MaintenanceError(HubError):
    """Upkeep that would have changed data; nothing was kept of it."""


def compact(settings: Settings) -> int:
    """Rewrite files of which a part is deleted, then merge small ones; returns how many files were taken up.

    DuckLake's merge has had defects that brought deleted rows back (its issue 189) or lost them: every table's
    content is compared before and after, and the step is rolled back and refused if one differs.
    """
    with open_lake(settings, write=True) as conn:
        before = table_digests(conn)
        return sum(_compact_step(conn, call, before) for call in _COMPACTION)


def expire(settings: Settings, keep: timedelta = KEEP_SNAPSHOTS) -> int:
    """Drop snapshots older than ``keep`` with their files, and files that no snapshot names; returns files removed."""
    now = datetime.now(UTC)
    with open_lake(settings, write=True) as conn:
        conn.execute(f"call ducklake_expire_snapshots('{LAKE}', older_than => ?)", [now - keep])
        removed = conn.execute(f"call ducklake_cleanup_old_files('{LAKE}', cleanup_all => true)").fetchall()
        removed += conn.execute(
            f"call ducklake_delete_orphaned_files('{LAKE}', older_than => ?)", [now - ORPHAN_AGE]
        ).fetchall()
    _remove_spills(settings)
    return len(removed)


def apply_retention(settings: Settings, actor: str = "hub") -> dict[str, int]:
    """Delete the rows older than each contract's retention, by when they occurred; rows deleted by feed.

    A window that is past it goes as a whole: its rows and its quarantine. Its books stay in ``ops.run`` with state
    ``expired``. Of younger windows the rows past it go, and leave the books too, so that for the succeeded runs the sum
    of ``n_accepted`` remains the number of silver rows. Each feed's deletion enters the ledger as a governed act, and
    its files are written anew without the rows; the old ones go when :func:`expire` drops their snapshots.
    """
    contracts = read_contracts(settings)[0].values()
    with open_lake(settings, write=True) as conn, transaction(conn, "apply retention"):
        deleted = {contract.id: _expire_feed(conn, contract, _now(settings), actor) for contract in contracts}
        touched = {feed: n for feed, n in deleted.items() if n}
    with open_lake(settings, write=True) as conn:
        for feed in touched:
            _compact_step(conn, _PURGE.format(feed=feed), table_digests(conn))
    return touched


def table_digests(conn: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, int]]:
    """Rows and order-free content hash of every table in the lake."""
    names = conn.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where database_name = current_database()"
    ).fetchall()
    digests: dict[str, tuple[int, int]] = {}
    for (name,) in names:
        row = conn.execute(f"select count(*), coalesce(sum(hash(content)), 0) from {name} as content").fetchone()
        digests[name] = row if row else (0, 0)
    return digests


def _compact_step(conn: duckdb.DuckDBPyConnection, call: str, before: dict[str, tuple[int, int]]) -> int:
    with transaction(conn, "compact"):
        done = conn.execute(call).fetchall()
        changed = [name for name, digest in table_digests(conn).items() if digest != before[name]]
        if changed:
            raise MaintenanceError(f"compaction would have changed {', '.join(changed)}; it was rolled back")
    return sum(int(n_files) for _, _, n_files, _ in done)


def _now(settings: Settings) -> datetime:
    """The time by which retention is judged."""
    return datetime.combine(settings.today, time(), UTC) if settings.today else datetime.now(UTC)


def _expire_feed(conn: duckdb.DuckDBPyConnection, contract: FeedContract, now: datetime, actor: str) -> int:
    """Rows deleted; the act is logged where there were any, or lines in quarantine."""
    if not conn.execute("select 1 from ops.run where feed = ? limit 1", [contract.id]).fetchone():
        return 0
    cutoff = now - contract.sla.retention
    before = _stored(conn, contract)
    n_windows = _expire_windows(conn, contract, cutoff)
    set_variables(conn, feed=contract.id, cutoff=cutoff)
    run_script(conn, "maintenance_retention_partly.sql", feed=contract.id)
    after = _stored(conn, contract)
    n_rows, n_refused = (old - new for old, new in zip(before, after, strict=True))
    if n_windows or n_rows or n_refused:
        counts = {"n_windows": n_windows, "n_rows": n_rows, "n_quarantine_lines": n_refused}
        details = {**governed_by(contract), **counts, "cutoff": utc_text(cutoff)}
        append_act(conn, kind=Act.RETENTION, actor=actor, details=details, when=datetime.now(UTC))
    return n_rows


def _stored(conn: duckdb.DuckDBPyConnection, contract: FeedContract) -> tuple[int, int]:
    """Rows in silver and lines in quarantine."""
    row = conn.execute(
        f"select (select count(*) from silver.{contract.id}), (select count(*) from ops.quarantine where feed = ?)",
        [contract.id],
    ).fetchone()
    return row if row else (0, 0)


def _expire_windows(conn: duckdb.DuckDBPyConnection, contract: FeedContract, cutoff: datetime) -> int:
    """Windows that ended before the cutoff, deleted as a whole; how many."""
    old = conn.execute(
        "select run_id from ops.run where feed = ? and state = 'succeeded' and window_end <= ?", [contract.id, cutoff]
    ).fetchall()
    if old:
        set_variables(conn, run_ids=[run_id for (run_id,) in old])
        run_script(conn, "maintenance_retention.sql", feed=contract.id)
    return len(old)


def _remove_spills(settings: Settings) -> None:
    """Spill folders of processes that are gone."""
    for folder in (settings.home / "tmp").glob("spill-*"):
        if not psutil.pid_exists(int(folder.name.removeprefix("spill-"))):
            shutil.rmtree(folder, ignore_errors=True)
