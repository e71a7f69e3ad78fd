"""Erasure on request: everything under a person's tokens leaves the lake, its history and the disk, and is proved gone.

The connection is the lake's, able to write, its lock held and no transaction open. Rows that go are taken out of the
books of their run as if they had never been pulled, so that pulled = accepted + quarantined + duplicates still
holds; how many there were stays in the ledger. Expiring history means that no earlier state of the lake can be
queried afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from privacy.catalog_remains import clean_catalog
from privacy.erased import TOKEN, mark, mark_key
from privacy.keyring import Keyring
from privacy.leaks import LeakReport, scan_leaks
from privacy.leaks_needles import Needles
from privacy.ledger import Act, append_act
from privacy.pseudonyms import token
from privacy.reasons import masked_reason
from schemas.errors import HubError
from schemas.settings import Settings


@dataclass(frozen=True)
class Erasure:
    """Rows deleted by table, and the scan of every stored byte that proves it."""

    n_rows: dict[str, int]
    proof: LeakReport


class ErasureError(HubError):
    """An erasure that was asked for wrongly or could not be completed."""


def tokens_of(settings: Settings, *, value: str, entity: str, purpose: str) -> list[str]:
    """The tokens of a value under every key of the purpose that still exists."""
    keys = Keyring.open(settings).known(purpose)
    return [text for key in keys if (text := token(value, entity, key))]


def erase(
    conn: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    tokens: list[str],
    actor: str,
    reason: str,
    when: datetime,
) -> Erasure:
    """Deletes every row that holds one of the tokens, from silver, quarantine, history and disk.

    Rows under them that a department delivers again are left out from then on (:mod:`privacy.erased`). Logs two
    ``erasure`` acts: rows deleted by table, then the proof. :class:`ErasureError` if a token is found after all,
    saying where.
    """
    why = masked_reason(reason, "an erasure")
    for text in tokens:
        if not TOKEN.fullmatch(text):
            raise ErasureError("an erasure takes tokens such as PHONE_mfrggzdfmztwq2lkmfrggzdf, not values")
    key = mark_key(settings)
    conn.execute("begin")
    try:
        deleted = {table: n for table in _tables(conn) if (n := _delete(conn, table, tokens))}
        details = {"n_rows": deleted, "n_tokens": len(tokens), "reason": why, "key_id": key.key_id}
        details["marks"] = sorted(mark(text, key) for text in tokens)
        append_act(conn, kind=Act.ERASURE, actor=actor, details=details, when=when)
        conn.execute("commit")
    except BaseException:
        conn.execute("rollback")
        raise
    purge_history(conn, settings, tokens)
    return Erasure(deleted, _prove(conn, settings, tokens, actor, when))


def purge_history(conn: duckdb.DuckDBPyConnection, settings: Settings, tokens: list[str]) -> None:
    """Rewrites data files without their deleted rows, forgets every earlier snapshot, and removes what they held."""
    (lake,) = conn.execute("select current_database()").fetchall()[0]
    conn.execute(f"call ducklake_rewrite_data_files('{lake}', delete_threshold => 0)")
    conn.execute(f"call ducklake_expire_snapshots('{lake}', older_than => now())")
    conn.execute(f"call ducklake_cleanup_old_files('{lake}', cleanup_all => true)")
    clean_catalog(settings, tokens)


def _prove(
    conn: duckdb.DuckDBPyConnection, settings: Settings, tokens: list[str], actor: str, when: datetime
) -> LeakReport:
    needles = pa.Table.from_pylist([{"kind": "token", "value": text, "is_canary": True} for text in tokens])
    report = scan_leaks(settings, Needles.of_table(needles), n_sample=0)
    details = {"is_proof": True, "n_files": report.n_files, "n_bytes": report.n_bytes, "n_hits": report.n_hits}
    append_act(conn, kind=Act.ERASURE, actor=actor, details=details, when=when)
    if not report.is_ok:
        places = [f"{hit.path} {hit.where}" for hit in report.hits[:5]] + list(report.unreadable[:5])
        raise ErasureError(f"the rows are deleted, but the erasure is not proved: see {'; '.join(places)}")
    return report


def _tables(conn: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """Text columns of every table that holds departments' rows."""
    rows = conn.execute(
        "select schema_name || '.' || table_name, list(column_name) from duckdb_columns()"
        " where database_name = current_database() and data_type = 'VARCHAR'"
        " and (schema_name = 'silver' or schema_name || '.' || table_name = 'ops.quarantine') group by all order by all"
    ).fetchall()
    return {str(table): list(columns) for table, columns in rows}


def _delete(conn: duckdb.DuckDBPyConnection, table: str, tokens: list[str]) -> int:
    is_quarantine = table == "ops.quarantine"
    columns = ["row_json"] if is_quarantine else _tables(conn)[table]
    tests = [f'regexp_matches("{column}", $pattern)' for column in columns]
    where = " or ".join(tests) or "false"
    count = "n_quarantined" if is_quarantine else "n_accepted"
    found = conn.execute(
        f"select run_id, count(*) from {table} where {where} group by run_id", {"pattern": "|".join(tokens)}
    ).fetchall()
    change = f"update ops.run set {count} = {count} - $n, n_pulled = n_pulled - $n where run_id = $run_id"
    for run_id, n_rows in found:
        conn.execute(change, {"n": n_rows, "run_id": run_id})
    if found:
        conn.execute(f"delete from {table} where {where}", {"pattern": "|".join(tokens)})
    return sum(n for _, n in found)
