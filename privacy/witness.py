"""Copies of the checkpoints outside the lake, so that shortening the lake is noticed.

``home/witness`` holds ``key.txt`` (the public key) and ``checkpoints.txt`` (signed notes, a blank line after each).
Carry both to another machine for a witness that the hub's own administrator cannot change.
"""

from __future__ import annotations

from pathlib import Path

from privacy.ledger import LedgerError
from privacy.verify import VerificationKey, VerifyError
from schemas.settings import Settings

ORIGIN = "superbrain/ledger"
"""Origin line of every checkpoint and name of its key."""


def key_path(settings: Settings) -> Path:
    """The public key."""
    return settings.home / "witness" / "key.txt"


def checkpoints_path(settings: Settings) -> Path:
    """The copies."""
    return settings.home / "witness" / "checkpoints.txt"


def read_key(settings: Settings) -> VerificationKey | None:
    """The key under which the hub's checkpoints must open; None before the first checkpoint."""
    path = key_path(settings)
    if not path.exists():
        return None
    try:
        return VerificationKey.parse(path.read_text(encoding="utf-8"))
    except (VerifyError, UnicodeDecodeError) as error:
        raise LedgerError(f"{path} is damaged: {error}") from None


def read_notes(settings: Settings) -> list[str]:
    """The witnessed notes, oldest first."""
    path = checkpoints_path(settings)
    if not path.exists():
        return []
    pieces = path.read_text(encoding="utf-8", errors="replace").split("\n\n")
    return [f"{body}\n\n{signature}\n" for body, signature in zip(pieces[::2], pieces[1::2], strict=False)]


def add_notes(settings: Settings, notes: list[str], verification_key: str) -> None:
    """Appends the notes that are not there yet, and notes the key that signs now. Verify the ledger first."""
    known = set(read_notes(settings))
    checkpoints_path(settings).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_path(settings).write_text(verification_key + "\n", encoding="utf-8")
    with checkpoints_path(settings).open("a", encoding="utf-8") as file:
        file.writelines(f"{note}\n" for note in notes if note not in known)
