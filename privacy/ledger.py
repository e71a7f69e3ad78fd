"""The ledger: one leaf for each masked batch and each governed act, appended and never changed.

A leaf is canonical JSON (RFC 8785 for our ASCII keys, strings and integers: sorted keys, no spaces). It holds
counts, names, versions and keyed hashes of whole batches; never a value, nor the hash of one.
The functions write through the connection they are given, inside the caller's transaction. The caller holds the
lake's write lock: ``seq`` is the next free number.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import duckdb
import pyarrow as pa

from privacy.engine_versions import engine_versions
from privacy.verify import ROTATED, hash_leaf
from schemas.errors import HubError

LEAF_VERSION = 1
SURROGATE = re.compile("[\ud800-\udfff]")
FINDING_KEYS = ["column", "entity_type", "operator", "key_id"]


class LedgerError(HubError):
    """Something that may not enter the ledger, or a ledger that cannot be read."""


class Act(StrEnum):
    """The governed acts; each becomes a leaf of that kind."""

    KEY_MADE = "key_made"
    KEY_ROTATED = "key_rotated"
    KEY_DESTROYED = "key_destroyed"
    SIGNING_KEY_MADE = "signing_key_made"
    SIGNING_KEY_ROTATED = ROTATED
    POLICY_CHANGED = "policy_changed"
    WARNING_POLICY_CHANGED = "warning_policy_changed"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_APPROVED = "access_approved"
    ACCESS_REFUSED = "access_refused"
    ACCESS_USED = "access_used"
    ACCESS_SEALED = "access_sealed"
    EXPORT = "export"
    RELEASE = "release"
    ERASURE = "erasure"
    RETENTION = "retention"
    LEAK_SCAN = "leak_scan"
    API_TOKEN_MADE = "api_token_made"  # noqa: S105 - the name of an act
    API_TOKEN_REVOKED = "api_token_revoked"  # noqa: S105 - the name of an act


def append_batch_leaf(
    conn: duckdb.DuckDBPyConnection,
    *,
    run_id: str,
    feed: str,
    contract_version: str,
    policy_version: str,
    engine_hash: str,
    model_hash: str,
    ruleset_hash: str,
    purpose: str,
    legal_basis: str,
    actor: str,
    findings: pa.Table,
    batch_hash: str,
    batch_key_id: str,
    n_rows: int,
    when: datetime,
) -> int:
    """Appends the leaf of a masked batch and its rows in ``audit.masking_log``; returns the leaf's ``seq``.

    ``findings``: columns column, entity_type, operator, key_id, n_found, n_masked; rows with the same first
    four are added up. ``batch_hash``: HMAC of the whole masked batch under the key ``batch_key_id``.
    ``when``: aware.
    """
    counts = _sum_findings(findings)
    content = {
        "run_id": run_id,
        "feed": feed,
        "contract_version": contract_version,
        "policy_version": policy_version,
        "engine_hash": engine_hash,
        "model_hash": model_hash,
        "ruleset_hash": ruleset_hash,
        "purpose": purpose,
        "legal_basis": legal_basis,
        "actor": actor,
        "findings": counts.to_pylist(),
        "batch_hash": batch_hash,
        "batch_key_id": batch_key_id,
        "n_rows": n_rows,
    }
    seq = _append(conn, "batch", content, when)
    if counts.num_rows:
        _append_masking_log(conn, seq, content, counts, when)
    return seq


def append_act(
    conn: duckdb.DuckDBPyConnection, *, kind: str, actor: str, details: dict[str, Any], when: datetime
) -> int:
    """Appends the leaf of a governed act (a value of :class:`Act`); returns its ``seq``.

    ``details``: strings, integers, booleans, null, and lists or objects of these. The leaf names, as a batch's
    does, the engine, model and rules that are installed.
    """
    if kind not in set(Act):
        raise LedgerError(f"ledger: no governed act is called {kind!r}; there are {', '.join(Act)}")
    return _append(conn, kind, {"actor": actor, "details": details, **asdict(engine_versions())}, when)


def canonical(content: dict[str, Any]) -> str:
    """RFC 8785 JSON for ASCII keys; floats and other types are refused, since their text is ambiguous."""
    _refuse_ambiguous(content)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def utc_text(when: datetime) -> str:
    """RFC 3339 in UTC with microseconds (``2026-01-31T08:00:00.000000Z``). LedgerError without a zone."""
    if when.tzinfo is None:
        raise LedgerError(f"ledger: the time {when.isoformat()} has no zone")
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _append(conn: duckdb.DuckDBPyConnection, kind: str, content: dict[str, Any], when: datetime) -> int:
    seq = next_seq(conn, "ledger")
    leaf = canonical({"v": LEAF_VERSION, "seq": seq, "kind": kind, "at": utc_text(when), **content})
    conn.execute(
        "insert into audit.ledger (seq, kind, leaf, leaf_hash, logged_at) values (?, ?, ?, ?, ?)",
        [seq, kind, leaf, hash_leaf(leaf.encode()).hex(), when],
    )
    return seq


def next_seq(conn: duckdb.DuckDBPyConnection, table: str) -> int:
    """The next free number of a table of ``audit``; it stays free while the caller holds the lake's write lock."""
    row = conn.execute(f"select coalesce(max(seq) + 1, 0) from audit.{table}").fetchone()
    return int(row[0]) if row else 0


def _sum_findings(findings: pa.Table) -> pa.Table:
    summed = findings.group_by(FINDING_KEYS).aggregate([("n_found", "sum"), ("n_masked", "sum")])
    names = [*FINDING_KEYS, "n_found", "n_masked"]
    summed = summed.rename_columns([name.removesuffix("_sum") for name in summed.column_names]).select(names)
    return summed.sort_by([(name, "ascending") for name in FINDING_KEYS])


def _append_masking_log(
    conn: duckdb.DuckDBPyConnection, leaf_seq: int, content: dict[str, Any], counts: pa.Table, when: datetime
) -> None:
    n_rows, first = counts.num_rows, next_seq(conn, "masking_log")
    rows = counts.rename_columns(["column_name", *counts.column_names[1:]])
    rows = rows.append_column("seq", pa.array(range(first, first + n_rows), pa.int64()))
    for name in ("run_id", "feed", "policy_version", "purpose", "legal_basis"):
        rows = rows.append_column(name, pa.array([content[name]] * n_rows, pa.string()))
    rows = rows.append_column("logged_at", pa.array([when] * n_rows, pa.timestamp("us", "UTC")))
    rows = rows.append_column("leaf_seq", pa.array([leaf_seq] * n_rows, pa.int64()))
    conn.register("ledger_rows", rows)
    try:
        conn.execute("insert into audit.masking_log by name select * from ledger_rows")
    finally:
        conn.unregister("ledger_rows")


def _refuse_ambiguous(value: object) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise LedgerError(f"ledger: the key {key!r} is not ASCII text")
            _refuse_ambiguous(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_ambiguous(item)
    elif isinstance(value, str):
        if not value.isascii() and SURROGATE.search(value):
            raise LedgerError("ledger: a text holds a lone surrogate")
    elif value is not None and not isinstance(value, bool | int):
        raise LedgerError(f"ledger: {type(value).__name__} values have no canonical form; give text or an integer")
