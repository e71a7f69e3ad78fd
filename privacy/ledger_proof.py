"""Proofs and exports for auditors: what leaves the hub and is checked by :mod:`privacy.verify`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb

from privacy import verify, witness
from privacy.ledger import LedgerError
from privacy.ledger_read import StoredLedger, read_ledger
from privacy.verify import ROTATED, Checkpoint, KeyHistory
from schemas.settings import Settings


def prove_run(
    conn: duckdb.DuckDBPyConnection, settings: Settings, run_id: str, earlier: str | None = None
) -> dict[str, Any]:
    """Proof that the run's batches are in the ledger under the newest checkpoint, and that it only grew.

    ``earlier``: the checkpoint to start from; else the last one signed before the run. Returns what
    ``verify.py --proof`` reads. :class:`LedgerError` if the run is unknown or not signed yet.
    """
    ledger = read_ledger(conn)
    keys = _keys(ledger, settings)
    signed = _signed(conn, keys)
    sql = "select seq from audit.ledger where kind = 'batch' and json_extract_string(leaf, '$.run_id') = ? order by seq"
    seqs = [int(row[0]) for row in conn.execute(sql, [run_id]).fetchall()]
    if not seqs:
        raise LedgerError(f"the ledger holds no batch of the run {run_id!r}")
    if not signed or signed[-1][0].size <= seqs[-1]:
        raise LedgerError(f"the run {run_id} is not signed yet: make a checkpoint first")
    head, note = signed[-1]
    if head.size > len(ledger.tree):
        raise LedgerError(f"the ledger was truncated: {head.size} entries were signed, {len(ledger.tree)} are left")
    old_notes = [earlier] if earlier else [old for checkpoint, old in signed if checkpoint.size <= seqs[0]][-1:]
    proof: dict[str, Any] = {
        "run_id": run_id,
        "key": _key(settings),
        "checkpoint": note,
        "inclusion": [_inclusion(ledger, seq, head.size) for seq in seqs],
        "key_changes": [_inclusion(ledger, seq, head.size) for seq in _key_changes(conn) if seq < head.size],
        "consistency": _consistency(ledger, old_notes[0], head.size, keys) if old_notes else None,
    }
    try:
        verify.verify_proof(proof, proof["key"])
    except verify.VerifyError as error:
        raise LedgerError(f"the ledger was altered, so the run cannot be proved: {error}") from None
    return proof


def export_bundle(conn: duckdb.DuckDBPyConnection, settings: Settings, target: Path) -> Path:
    """Writes the signed part of the ledger with its checkpoints, key and verifier to the new folder ``target``."""
    ledger = read_ledger(conn)
    signed = _signed(conn, _keys(ledger, settings))
    if not signed:
        raise LedgerError("the ledger has no checkpoint yet: make one first")
    if target.exists() and any(target.iterdir()):
        raise LedgerError(f"{target} is not empty: name a new folder")
    (target / "checkpoints").mkdir(parents=True, exist_ok=True)
    leaves = "".join(f"{leaf}\n" for leaf in ledger.leaves[: signed[-1][0].size])
    (target / "leaves.jsonl").write_text(leaves, encoding="utf-8", newline="\n")
    (target / "key.txt").write_text(_key(settings) + "\n", encoding="utf-8")
    for checkpoint, note in signed:
        (target / "checkpoints" / f"{checkpoint.size:012d}.txt").write_text(note, encoding="utf-8")
    shutil.copyfile(verify.__file__, target / "verify.py")
    return target


def _signed(conn: duckdb.DuckDBPyConnection, keys: KeyHistory | None) -> list[tuple[Checkpoint, str]]:
    rows = conn.execute("select note from audit.checkpoint order by tree_size").fetchall()
    return [(_open(str(row[0]), keys), str(row[0])) for row in rows]


def _keys(ledger: StoredLedger, settings: Settings) -> KeyHistory | None:
    key = witness.read_key(settings)
    try:
        return ledger.keys(key) if key else None
    except verify.VerifyError as error:
        raise LedgerError(str(error)) from None


def _key_changes(conn: duckdb.DuckDBPyConnection) -> list[int]:
    rows = conn.execute("select seq from audit.ledger where kind = ? order by seq", [ROTATED]).fetchall()
    return [int(row[0]) for row in rows]


def _open(note: str, keys: KeyHistory | None) -> Checkpoint:
    if keys is None:
        raise LedgerError("the witness folder's key.txt is gone: without the key no checkpoint can be opened")
    try:
        return keys.open(note)
    except verify.VerifyError as error:
        raise LedgerError(str(error)) from None


def _key(settings: Settings) -> str:
    return witness.key_path(settings).read_text(encoding="utf-8").strip()


def _inclusion(ledger: StoredLedger, seq: int, size: int) -> dict[str, Any]:
    path = [node.hex() for node in ledger.tree.inclusion_proof(seq, size)]
    return {"index": seq, "leaf": ledger.leaves[seq], "path": path}


def _consistency(ledger: StoredLedger, note: str, size: int, keys: KeyHistory | None) -> dict[str, Any]:
    old = _open(note, keys)
    if old.size > size:
        raise LedgerError(f"the ledger was truncated: {old.size} entries were signed earlier, now {size}")
    return {"checkpoint": note, "path": [node.hex() for node in ledger.tree.consistency_proof(old.size, size)]}
