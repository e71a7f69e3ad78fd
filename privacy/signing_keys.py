"""The ledger's signing key: made on first use, replaced by a key that the old one endorses.

A new key waits in a file of its own until the entry that names it is committed; a crash on either side of the
commit leaves one key that fits the ledger.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from privacy import witness
from privacy.ledger import Act, LedgerError
from privacy.private_files import overwrite
from privacy.signed_note import NoteSigner
from schemas.settings import Settings

SIGNING_KEY = "ledger_ed25519.pem"
NEXT_KEY = "ledger_ed25519.next.pem"


def current_signer(conn: duckdb.DuckDBPyConnection, settings: Settings) -> NoteSigner:
    """The key that signs now. :class:`LedgerError` if it is gone or not the one that the ledger names last."""
    path, named = settings.keys_dir / SIGNING_KEY, _last_rotation(conn)
    if named and _is_key(settings.keys_dir / NEXT_KEY, named):
        put_in_force(settings)
    if not path.exists() and _was_signed(conn):
        raise LedgerError(f"the ledger was signed before, but its key {path} is gone: restore it from the backup")
    signer = NoteSigner.load_or_create(path, witness.ORIGIN)
    if named and signer.verification_key != named:
        raise LedgerError(f"{path} is not the key that the ledger names last: restore it from the backup")
    return signer


def prepare_next(settings: Settings) -> NoteSigner:
    """A new key in the file where it waits; one that waits there from an attempt that failed is replaced."""
    path = settings.keys_dir / NEXT_KEY
    signer = NoteSigner(witness.ORIGIN, Ed25519PrivateKey.generate())
    signer.save(path)
    return signer


def put_in_force(settings: Settings) -> None:
    """Destroys the old key and moves the waiting one into its place."""
    path = settings.keys_dir / SIGNING_KEY
    if path.exists():
        overwrite(path)
    (settings.keys_dir / NEXT_KEY).replace(path)


def _is_key(path: Path, verification_key: str) -> bool:
    return path.exists() and NoteSigner.load(path, witness.ORIGIN).verification_key == verification_key


def _last_rotation(conn: duckdb.DuckDBPyConnection) -> str | None:
    row = conn.execute(
        "select json_extract_string(leaf, '$.details.verification_key') from audit.ledger where kind = ?"
        " order by seq desc limit 1",
        [Act.SIGNING_KEY_ROTATED],
    ).fetchone()
    return str(row[0]) if row else None


def _was_signed(conn: duckdb.DuckDBPyConnection) -> bool:
    return bool(conn.execute("select 1 from audit.checkpoint limit 1").fetchone())
