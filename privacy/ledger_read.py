"""The stored ledger and what is wrong with it, seen from inside the hub."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from privacy.access import SQL_DIR, access_log_problems
from privacy.merkle import MerkleTree
from privacy.verify import KeyHistory, VerificationKey, VerifyError

SHOWN = 5
"""Problems of one sort that are named one by one."""


@dataclass(frozen=True)
class StoredLedger:
    """All leaves in order, and the tree over them."""

    leaves: list[str]
    tree: MerkleTree
    problems: list[str]

    def keys(self, trusted: VerificationKey) -> KeyHistory:
        """Every key that signed the ledger; :class:`VerifyError` if ``trusted`` is none or one is not endorsed."""
        try:
            return KeyHistory.of(trusted, [leaf.encode() for leaf in self.leaves])
        except ValueError:
            raise VerifyError("a change of the signing key is not JSON") from None


def read_ledger(conn: duckdb.DuckDBPyConnection) -> StoredLedger:
    """Reads every leaf, hashes it anew, and checks the columns beside it, the masking log and the access log."""
    entries = [f"ledger: {problem}" for problem in _column(conn, "ledger_problems")]
    logged = [
        f"masking log: its rows are not what ledger entry {seq} says" for seq in _column(conn, "masking_log_mismatch")
    ]
    rows = conn.execute("select leaf from audit.ledger order by seq, leaf").fetchall()
    leaves = [str(row[0]) for row in rows]
    tree = MerkleTree.of_leaves(leaf.encode() for leaf in leaves)
    return StoredLedger(
        leaves, tree, [*_shortened(entries), *_shortened(logged), *_shortened(access_log_problems(conn))]
    )


def _column(conn: duckdb.DuckDBPyConnection, name: str) -> list[object]:
    return [row[0] for row in conn.execute((SQL_DIR / f"{name}.sql").read_text(encoding="utf-8")).fetchall()]


def _shortened(problems: list[str]) -> list[str]:
    more = len(problems) - SHOWN
    return problems if more <= 0 else [*problems[:SHOWN], f"… and {more} more like these"]
