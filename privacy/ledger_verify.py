"""Verifying the ledger from inside the hub. Outside it, :mod:`privacy.verify` does so on an exported bundle."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import duckdb

from privacy import witness
from privacy.ledger import LedgerError, utc_text
from privacy.ledger_read import StoredLedger, read_ledger
from privacy.verify import KeyHistory, VerificationKey, VerifyError
from schemas.settings import Settings


@dataclass(frozen=True)
class VerifyReport:
    """What was checked and all that is wrong. ``root``: base64; ``n_unsigned``: leaves after the last checkpoint."""

    n_leaves: int
    n_unsigned: int
    root: str
    n_checkpoints: int
    n_witnessed: int
    last_signed_at: datetime | None
    problems: tuple[str, ...]

    @property
    def is_intact(self) -> bool:
        """Nothing is wrong."""
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """For JSON: times as text."""
        signed_at = utc_text(self.last_signed_at) if self.last_signed_at else None
        return {
            **asdict(self),
            "is_intact": self.is_intact,
            "last_signed_at": signed_at,
            "problems": list(self.problems),
        }


def verify_ledger(
    conn: duckdb.DuckDBPyConnection, settings: Settings, earlier: Iterable[str] = (), key_text: str | None = None
) -> VerifyReport:
    """Checks every leaf, the masking log, and every checkpoint that is known.

    ``earlier``: signed notes kept outside the hub; ``key_text``: the verification key handed out earlier
    (``name+hash+base64``), which may have been replaced since. Without these an administrator who rewrites lake,
    witness and keys together is not noticed.
    """
    ledger = read_ledger(conn)
    stored = conn.execute("select tree_size, root, note, signed_at from audit.checkpoint order by tree_size").fetchall()
    witnessed = witness.read_notes(settings)
    key = _parse(key_text) if key_text else witness.read_key(settings)
    notes = [(f"checkpoint {row[0]}", str(row[2])) for row in stored]
    notes += [(f"witnessed checkpoint {n + 1}", note) for n, note in enumerate(witnessed)]
    notes += [(f"earlier checkpoint {n + 1}", note) for n, note in enumerate(earlier)]
    problems = [*ledger.problems, *_note_problems(ledger, notes, key), *_table_problems(stored, witnessed)]
    signed = max((int(row[0]) for row in stored), default=0)
    return VerifyReport(
        n_leaves=len(ledger.leaves),
        n_unsigned=max(len(ledger.leaves) - signed, 0),
        root=base64.b64encode(ledger.tree.root()).decode(),
        n_checkpoints=len(stored),
        n_witnessed=len(witnessed),
        last_signed_at=max((row[3] for row in stored), default=None),
        problems=tuple(problems),
    )


def _parse(key_text: str) -> VerificationKey:
    try:
        return VerificationKey.parse(key_text)
    except VerifyError as error:
        raise LedgerError(str(error)) from None


def _note_problems(ledger: StoredLedger, notes: list[tuple[str, str]], key: VerificationKey | None) -> list[str]:
    if key is None:
        return ["checkpoints: the verification key is gone"] if notes else []
    try:
        keys = ledger.keys(key)
    except VerifyError as error:
        return [f"signing keys: {error}"]
    return [problem for label, note in notes if (problem := _note_problem(ledger, label, note, keys))]


def _note_problem(ledger: StoredLedger, label: str, note: str, keys: KeyHistory) -> str | None:
    try:
        checkpoint = keys.open(note)
    except VerifyError as error:
        return f"{label}: {error}"
    n_leaves = len(ledger.tree)
    if checkpoint.size > n_leaves:
        return f"{label}: {checkpoint.size} entries were signed, {n_leaves} are left: the ledger was truncated"
    if ledger.tree.root(checkpoint.size) != checkpoint.root:
        return f"{label}: the first {checkpoint.size} entries are not those that were signed"
    return None


def _table_problems(stored: list[Any], witnessed: list[str]) -> list[str]:
    notes = {str(row[2]) for row in stored}
    problems = [
        f"witnessed checkpoint {n + 1}: gone from audit.checkpoint" for n, w in enumerate(witnessed) if w not in notes
    ]
    problems += [f"checkpoint {row[0]}: its columns and its note disagree" for row in stored if not _fits(row)]
    return problems


def _fits(row: tuple[Any, ...]) -> bool:
    lines = str(row[2]).split("\n")
    return lines[1:3] == [str(row[0]), row[1]]
