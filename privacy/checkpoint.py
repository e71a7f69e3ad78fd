"""Signed checkpoints: the ledger as it stands, fixed by one root under the hub's key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import duckdb

from privacy import witness
from privacy.access import seal_access_log
from privacy.keyring import Keyring
from privacy.keyring_acts import log_key_events
from privacy.ledger import Act, LedgerError, append_act, next_seq
from privacy.ledger_verify import verify_ledger
from privacy.signed_note import NoteSigner
from privacy.signing_keys import current_signer, prepare_next, put_in_force
from privacy.verify import endorsement_text
from schemas.settings import Settings


def make_checkpoint(conn: duckdb.DuckDBPyConnection, settings: Settings, when: datetime | None = None) -> str:
    """Verifies the whole ledger, then signs it; returns the C2SP signed note.

    Writes in a transaction of its own: ``conn`` must be able to write and have none open. Waiting key events
    and a seal over the access log enter the ledger first. With nothing new the last checkpoint is returned.
    :class:`LedgerError` if anything is wrong: an altered ledger is never signed.
    """
    when = when or datetime.now(UTC)
    signer = current_signer(conn, settings)
    with _transaction(conn):
        _append_waiting(conn, settings, signer, when)
        note = _sign(conn, settings, signer, when)
    _witness(conn, settings, signer)
    return note


def rotate_signing_key(
    conn: duckdb.DuckDBPyConnection, settings: Settings, *, actor: str, reason: str, when: datetime
) -> str:
    """Signs the ledger with the old key, then an entry that endorses a new one, and signs that with the new key.

    Returns the new key's checkpoint. Checkpoints by the old key stay valid up to that entry; the old key is
    destroyed. ``conn`` as for :func:`make_checkpoint`.
    """
    make_checkpoint(conn, settings, when)
    old, new = current_signer(conn, settings), prepare_next(settings)
    with _transaction(conn):
        seq = next_seq(conn, "ledger")
        details = {
            "previous": old.verification_key,
            "verification_key": new.verification_key,
            "endorsement": old.sign(endorsement_text(seq, new.verification_key)),
            "reason": reason,
        }
        append_act(conn, kind=Act.SIGNING_KEY_ROTATED, actor=actor, details=details, when=when)
        note = _sign(conn, settings, new, when)
    put_in_force(settings)
    _witness(conn, settings, new)
    return note


@contextmanager
def _transaction(conn: duckdb.DuckDBPyConnection) -> Iterator[None]:
    conn.execute("begin")
    try:
        yield
        conn.execute("commit")
    except BaseException:
        conn.execute("rollback")
        raise


def _witness(conn: duckdb.DuckDBPyConnection, settings: Settings, signer: NoteSigner) -> None:
    notes = [row[0] for row in conn.execute("select note from audit.checkpoint order by tree_size").fetchall()]
    witness.add_notes(settings, notes, signer.verification_key)


def _append_waiting(conn: duckdb.DuckDBPyConnection, settings: Settings, signer: NoteSigner, when: datetime) -> None:
    log_key_events(conn, Keyring.open(settings))
    if not conn.execute("select 1 from audit.ledger where kind = ?", [Act.SIGNING_KEY_MADE]).fetchone():
        details = {"verification_key": signer.verification_key}
        append_act(conn, kind=Act.SIGNING_KEY_MADE, actor="hub", details=details, when=when)
    seal_access_log(conn, when)


def _sign(conn: duckdb.DuckDBPyConnection, settings: Settings, signer: NoteSigner, when: datetime) -> str:
    report = verify_ledger(conn, settings, key_text=signer.verification_key)
    if not report.is_intact:
        raise LedgerError(f"the ledger is not signed, because it was altered: {report.problems[0]}")
    last = _last_note(conn)
    if last and not report.n_unsigned:
        return last
    note = signer.sign(f"{witness.ORIGIN}\n{report.n_leaves}\n{report.root}\n")
    conn.execute(
        "insert into audit.checkpoint (tree_size, root, signature, note, signed_at) values (?, ?, ?, ?, ?)",
        [report.n_leaves, report.root, note.splitlines()[-1], note, when],
    )
    return note


def _last_note(conn: duckdb.DuckDBPyConnection) -> str | None:
    row = conn.execute("select note from audit.checkpoint order by tree_size desc limit 1").fetchone()
    return str(row[0]) if row else None
