"""Keys in a JSON file of mode 0600; changed under a file lock, replaced at once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from filelock import FileLock
from pydantic import Base64Bytes, BaseModel, ConfigDict, ValidationError

from privacy.keyring_model import SECRET_BYTES, Key, KeyEvent, KeyState
from privacy.private_files import KeyFileError, make_private_dir, overwrite, read_private, write_private


class StoredKey(BaseModel):
    """A key as it lies in the file; ``secret`` is gone once it is destroyed."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    key_id: str
    purpose: str
    period: str
    state: Literal["active", "retired", "destroyed"]
    secret: Base64Bytes | None

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        return ((name, value) for name, value in super().__repr_args__() if name != "secret")


class StoredRing(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    version: Literal[1] = 1
    keys: list[StoredKey] = []
    events: list[KeyEvent] = []


class KeyringFile:
    """Reads the file again whenever it has changed, so that a destroyed key is dropped by running workers too."""

    def __init__(self, path: Path) -> None:
        make_private_dir(path.parent)
        self._path = path
        self._lock = FileLock(path.with_suffix(".lock"), mode=0o600)
        self._seen: tuple[int, int] | None = None
        self._ring = StoredRing()
        self._refresh()

    def key(self, purpose: str, period: str) -> Key:
        """The active key; made on first use."""
        self._refresh()
        return self._active(purpose, period) or self._make_first(purpose, period)

    def known(self, purpose: str) -> list[Key]:
        """Active and retired keys of all periods."""
        self._refresh()
        return [Key(key.key_id, key.secret) for key in self._ring.keys if key.purpose == purpose and key.secret]

    def states(self) -> list[KeyState]:
        """Every key there is or was, in order of making."""
        self._refresh()
        return [KeyState(key.key_id, key.purpose, key.period, key.state) for key in self._ring.keys]

    def make(self, purpose: str, period: str, actor: str, reason: str) -> Key:
        """The first key of the period."""
        with self._change() as ring:
            if known := self._of(purpose, period):
                raise KeyFileError(f"{purpose} has the key {known[-1].key_id} in {period} already: rotate it instead")
            return self._add(ring, "key_made", purpose, period, actor, reason)

    def rotate(self, purpose: str, period: str, actor: str, reason: str) -> Key:
        """Retires the active key and makes the next one."""
        with self._change() as ring:
            for stored in self._of(purpose, period):
                if stored.state == "active":
                    stored.state = "retired"
            return self._add(ring, "key_rotated", purpose, period, actor, reason)

    def destroy(self, purpose: str, period: str, actor: str, reason: str) -> list[str]:
        """Takes every secret of the period out of the file, and overwrites the file that held them."""
        with self._change() as ring:
            doomed = [stored for stored in self._of(purpose, period) if stored.state != "destroyed"]
            if not doomed:
                raise KeyFileError(f"{self._path}: no key of {purpose} in {period} is left to destroy")
            for stored in doomed:
                stored.state, stored.secret = "destroyed", None
                ring.events.append(_event("key_destroyed", stored.key_id, actor, reason))
            overwrite(self._path)
        return [stored.key_id for stored in doomed]

    def events(self) -> list[KeyEvent]:
        """The file's own history, oldest first."""
        self._refresh()
        return list(self._ring.events)

    def _make_first(self, purpose: str, period: str) -> Key:
        with self._change() as ring:
            known = self._of(purpose, period)
            if active := self._active(purpose, period):
                return active
            if known:
                raise KeyFileError(
                    f"the keys of {purpose} in {period} were destroyed, so rows of that year can no longer be"
                    " pseudonymised; rotate the key on purpose to begin new tokens"
                )
            return self._add(ring, "key_made", purpose, period, "hub", "first use")

    def _add(self, ring: StoredRing, kind: str, purpose: str, period: str, actor: str, reason: str) -> Key:
        key = Key(f"{purpose}/{period}/{len(self._of(purpose, period)) + 1}", secrets.token_bytes(SECRET_BYTES))
        stored = StoredKey.model_construct(
            key_id=key.key_id, purpose=purpose, period=period, state="active", secret=key.secret
        )
        ring.keys.append(stored)
        ring.events.append(_event(kind, key.key_id, actor, reason))
        return key

    def _active(self, purpose: str, period: str) -> Key | None:
        for stored in self._of(purpose, period):
            if stored.state == "active" and stored.secret:
                return Key(stored.key_id, stored.secret)
        return None

    def _of(self, purpose: str, period: str) -> list[StoredKey]:
        return [stored for stored in self._ring.keys if (stored.purpose, stored.period) == (purpose, period)]

    @contextmanager
    def _change(self) -> Iterator[StoredRing]:
        with self._lock:
            self._refresh()
            yield self._ring
            write_private(self._path, self._ring.model_dump_json(indent=1).encode())
            self._refresh()

    def _refresh(self) -> None:
        if not self._path.exists():
            return
        status = self._path.stat()
        if self._seen == (status.st_ino, status.st_mtime_ns):
            return
        try:
            self._ring = StoredRing.model_validate_json(read_private(self._path))
        except (ValidationError, json.JSONDecodeError):
            raise KeyFileError(f"{self._path} is damaged: restore it from the backup of the keys") from None
        self._seen = (status.st_ino, status.st_mtime_ns)


def _event(kind: str, key_id: str, actor: str, reason: str) -> KeyEvent:
    return KeyEvent(secrets.token_hex(8), kind, key_id, actor, datetime.now(UTC), reason)
