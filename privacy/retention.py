"""Proof that what was deleted by retention is gone from the disk too, not only from the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from privacy.ledger import Act, append_act
from schemas.settings import Settings

GRACE = timedelta(days=8)
"""History is kept for seven days, so that a mistake can be undone; then its files go with the next upkeep."""


@dataclass(frozen=True)
class RetentionProof:
    """How many feeds and expired runs were looked for, in how many files, and the rows past retention still there."""

    n_feeds: int
    n_runs: int
    n_files: int
    n_left: int
    files: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        """Nothing is left."""
        return not self.n_left


@dataclass(frozen=True)
class _Expired:
    """What retention deleted of a feed: rows before ``cutoff`` at ``acted_at``, and whole runs."""

    feed: str
    cutoff: datetime
    acted_at: datetime
    run_ids: list[str]


def prove_retention(
    conn: duckdb.DuckDBPyConnection, settings: Settings, *, actor: str, when: datetime, grace: timedelta = GRACE
) -> RetentionProof:
    """Reads every silver file for rows that expired more than ``grace`` ago; logs a ``retention`` act.

    Rows of expired runs are sought in every file, rows past their time in files older than the deletion. ``conn``: the
    lake's, able to write. Files that no snapshot names are read too: they are on the disk.
    """
    expired, n_files, left = _expired(conn, when - grace), 0, {}
    root = f"{settings.data_path or settings.lake_dir.resolve() / 'data'}".rstrip("/") + "/silver/"
    for feed in expired:
        for path, written_at in _files(conn, f"{root}{feed.feed}/**/*.parquet"):
            n_files += 1
            if n_rows := _rows_left(conn, path, written_at, feed):
                left[path.removeprefix(root)] = n_rows
    proof = RetentionProof(
        len(expired), sum(len(feed.run_ids) for feed in expired), n_files, sum(left.values()), tuple(left)
    )
    names = ("n_feeds", "n_runs", "n_files", "n_left")
    details = {"is_proof": True, **{name: getattr(proof, name) for name in names}}
    append_act(conn, kind=Act.RETENTION, actor=actor, details=details, when=when)
    return proof


def _expired(conn: duckdb.DuckDBPyConnection, before: datetime) -> list[_Expired]:
    """By feed, the last deletion that the ledger holds from before that time, and the runs that it left expired."""
    acts = conn.execute(
        "with act as (select json_extract_string(leaf, '$.details.feed') as feed,"
        " json_extract_string(leaf, '$.details.cutoff')::timestamptz as cutoff, logged_at"
        " from audit.ledger where kind = 'retention' and logged_at <= ?)"
        " select feed, max(cutoff), max(logged_at) from act where cutoff is not null group by feed order by feed",
        [before],
    ).fetchall()
    runs = "select run_id from ops.run where feed = ? and state = 'expired' and window_end <= ?"
    return [
        _Expired(feed, cutoff, at, [str(row[0]) for row in conn.execute(runs, [feed, cutoff]).fetchall()])
        for feed, cutoff, at in acts
    ]


def _files(conn: duckdb.DuckDBPyConnection, pattern: str) -> Iterator[tuple[str, datetime]]:
    """Data files and when they were written; files of deletions hold no rows."""
    if not conn.execute("select 1 from glob(?) limit 1", [pattern]).fetchone():
        return
    rows = conn.execute("select filename, last_modified from read_blob(?) order by filename", [pattern]).fetchall()
    yield from ((name, at) for name, at in rows if not name.endswith("-delete.parquet"))


def _rows_left(conn: duckdb.DuckDBPyConnection, path: str, written_at: datetime, feed: _Expired) -> int:
    row = conn.execute(
        "select count(*) from read_parquet(?) where run_id in (select unnest(?)) or (? and occurred_at < ?)",
        [path, feed.run_ids, written_at <= feed.acted_at, feed.cutoff],
    ).fetchone()
    return int(row[0]) if row else 0
