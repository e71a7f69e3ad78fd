"""What a key is, and what a place that keeps keys can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

SECRET_BYTES = 32


@dataclass(frozen=True)
class Key:
    """A secret of 32 random bytes and the name that logs may show."""

    key_id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyEvent:
    """Something that happened to a key; it becomes a governed act of the ledger."""

    event_id: str
    kind: str
    """``key_made``, ``key_rotated`` or ``key_destroyed``."""
    key_id: str
    actor: str
    at: datetime
    """Aware, UTC."""
    reason: str = ""


@dataclass(frozen=True)
class KeyState:
    """What may be told of a key. ``state``: active, retired or destroyed."""

    key_id: str
    purpose: str
    period: str
    state: str


class KeySource(Protocol):
    """Where keys come from."""

    def key(self, purpose: str, period: str) -> Key:
        """The key in force; made on first use. :class:`KeyFileError` when it was destroyed."""
        ...

    def known(self, purpose: str) -> list[Key]:
        """Every key of the purpose that still exists, of all periods, retired ones too."""
        ...

    def states(self) -> list[KeyState]:
        """Every key there is or was, in order of making (empty where the place does not list them)."""
        ...

    def make(self, purpose: str, period: str, actor: str, reason: str) -> Key:
        """The first key, made on purpose. :class:`KeyFileError` where there is or was one."""
        ...

    def rotate(self, purpose: str, period: str, actor: str, reason: str) -> Key:
        """Puts a new key in force; earlier ones stay known until destroyed."""
        ...

    def destroy(self, purpose: str, period: str, actor: str, reason: str) -> list[str]:
        """Destroys every key of the period; returns their names."""
        ...

    def events(self) -> list[KeyEvent]:
        """What happened to the keys, oldest first."""
        ...
