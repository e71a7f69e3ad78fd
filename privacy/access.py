"""The access log: who read what, when, from which surface; sealed into the ledger at every checkpoint."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from privacy.ledger import Act, append_act
from schemas.errors import HubError

SQL_DIR = Path(__file__).parent / "sql"
SCHEMA = pa.schema(
    [
        ("actor", pa.string()),
        ("action", pa.string()),
        ("object", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("source_id", pa.string()),
    ]
)
SUPERSET_LOG = """
    select l.id, coalesce(u.username, 'anonymous'), coalesce(l.action, ''), l.dttm,
        coalesce(
            'dashboard ' || d.dashboard_title || coalesce(', chart ' || s.slice_name, ''), 'chart ' || s.slice_name,
            'dataset ' || t.table_name, case when json_valid(l.json) then json_extract(l.json, '$.path') end, ''
        )
    from logs as l
    left join ab_user as u on u.id = l.user_id
    left join dashboards as d on d.id = l.dashboard_id
    left join slices as s on s.id = l.slice_id
    left join tables as t on t.id = case when json_valid(l.json) then json_extract(l.json, '$.datasource.id') end
    order by l.id
"""


class AccessError(HubError):
    """The access log cannot be written or another system's log cannot be read."""


def log_access(
    conn: duckdb.DuckDBPyConnection, *, actor: str, action: str, what: str, surface: str, at: datetime
) -> None:
    """Appends one access. ``what``: the object, free of personal values (SQL without its literals)."""
    entry = {"actor": actor, "action": action, "object": what, "at": at, "source_id": None}
    _append(conn, pa.Table.from_pylist([entry], schema=SCHEMA), surface)


def copy_superset_log(conn: duckdb.DuckDBPyConnection, metadata_db: Path) -> int:
    """Copies what is new in Superset's action log (table ``logs`` of its SQLite database); returns how many rows.

    Of a request's parameters only the data set and the path are kept: filters may hold personal values. Run it as often
    as you like.
    """
    known = {
        row[0] for row in conn.execute("select source_id from audit.access_log where surface = 'superset'").fetchall()
    }
    rows = [_superset_entry(row) for row in _read_superset(metadata_db)]
    fresh = [row for row in rows if row["source_id"] not in known]
    _append(conn, pa.Table.from_pylist(fresh, schema=SCHEMA), "superset")
    return len(fresh)


def seal_access_log(conn: duckdb.DuckDBPyConnection, when: datetime) -> int | None:
    """Appends a leaf with the digest of the rows since the last seal; its ``seq``, or None if there are none."""
    spans = _spans(conn)
    if not spans or spans[-1][0] is not None:
        return None
    _, first, last, n_rows, _, digest = spans[-1]
    details = {"first_seq": first, "last_seq": last, "n_rows": n_rows, "digest": digest}
    return append_act(conn, kind=Act.ACCESS_SEALED, actor="hub", details=details, when=when)


def access_log_problems(conn: duckdb.DuckDBPyConnection) -> list[str]:
    """Ranges of the access log that are no longer what the ledger sealed."""
    return [
        f"access log: rows {first} to {last} are not those that ledger entry {seq} sealed"
        for seq, first, last, _, sealed, stored in _spans(conn)
        if seq is not None and sealed != stored
    ]


def _spans(conn: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Seal entry (None: not sealed yet), first and last row, rows, sealed and stored digest, in order."""
    return conn.execute((SQL_DIR / "access_spans.sql").read_text(encoding="utf-8")).fetchall()


def _append(conn: duckdb.DuckDBPyConnection, entries: pa.Table, surface: str) -> None:
    if not entries.num_rows:
        return
    conn.register("access_entries", entries)
    try:
        conn.execute(
            'insert into audit.access_log (seq, actor, action, object, surface, "at", source_id)'
            " select (select coalesce(max(seq) + 1, 0) from audit.access_log) + row_number() over () - 1,"
            ' actor, action, object, ?, "at", source_id from access_entries',
            [surface],
        )
    finally:
        conn.unregister("access_entries")


def _read_superset(path: Path) -> list[tuple[int, str, str, str, str]]:
    if not path.exists():
        raise AccessError(f"Superset's database {path} does not exist: start the services first")
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        return conn.execute(SUPERSET_LOG).fetchall()
    except sqlite3.Error as error:
        raise AccessError(f"Superset's database {path} cannot be read: {error}") from None
    finally:
        conn.close()


def _superset_entry(row: tuple[int, str, str, str, str]) -> dict[str, object]:
    number, user, action, moment, what = row
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return {"actor": user, "action": action, "object": what, "at": at, "source_id": f"{number} {moment}"}
