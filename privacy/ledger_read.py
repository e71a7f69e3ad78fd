"""The stored ledger and what is wrong with it, seen from inside the hub."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from privacy.ledger import canonical, utc_text
from privacy.merkle import MerkleTree
from privacy.verify import hash_leaf

MISMATCH_SQL = Path(__file__).parent / "sql" / "masking_log_mismatch.sql"
SHOWN = 5
"""Problems of one sort that are named one by one."""


@dataclass(frozen=True)
class StoredLedger:
    """All leaves in order, and the tree over them."""

    leaves: list[str]
    tree: MerkleTree
    problems: list[str]


def read_ledger(conn: duckdb.DuckDBPyConnection) -> StoredLedger:
    """Reads every leaf, hashes it anew, and checks the columns beside it and the masking log against it."""
    rows = conn.execute("select seq, kind, leaf, leaf_hash, logged_at from audit.ledger order by seq, leaf").fetchall()
    problems = [problem for index, row in enumerate(rows) if (problem := _row_problem(index, *row))]
    leaves = [str(row[2]) for row in rows]
    tree = MerkleTree.of_leaves(leaf.encode("utf-8", "surrogatepass") for leaf in leaves)
    return StoredLedger(leaves, tree, [*_shortened(problems, "leaves"), *_masking_log_problems(conn)])


def _row_problem(index: int, seq: int, kind: str, leaf: str, leaf_hash: str, logged_at: object) -> str | None:
    if seq != index:
        return f"ledger: entry {index} is missing or doubled (found seq {seq})"
    if hash_leaf(leaf.encode()).hex() != leaf_hash:
        return f"ledger: entry {seq} was edited: it does not fit its hash"
    try:
        entry = json.loads(leaf)
        is_canonical = canonical(entry) == leaf
    except ValueError:
        return f"ledger: entry {seq} is not JSON"
    beside = {"seq": seq, "kind": kind, "at": utc_text(logged_at)}  # type: ignore[arg-type]  # a timestamptz column
    if not is_canonical or any(entry.get(name) != value for name, value in beside.items()):
        return f"ledger: entry {seq} and the columns beside it disagree"
    return None


def _masking_log_problems(conn: duckdb.DuckDBPyConnection) -> list[str]:
    seqs = [row[0] for row in conn.execute(MISMATCH_SQL.read_text(encoding="utf-8")).fetchall()]
    return _shortened([f"masking log: its rows are not what ledger entry {seq} says" for seq in seqs], "entries")


def _shortened(problems: list[str], noun: str) -> list[str]:
    more = len(problems) - SHOWN
    return problems if more <= 0 else [*problems[:SHOWN], f"… and {more} more {noun}"]
