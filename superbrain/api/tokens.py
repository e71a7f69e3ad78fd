"""Tokens of the read API: a file of mode 0600 that holds a salted hash of each, never the token.

A token is ``sb_<id>_<secret>``. The secret has 256 random bits, so that one HMAC-SHA256 under a salt of its own is
enough (a slow hash protects secrets that can be guessed).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from privacy.private_files import KeyFileError, make_private_dir, read_private, write_private
from schemas.errors import HubError
from schemas.settings import Settings


class TokenError(HubError):
    """There is no such token."""


class Token(BaseModel):
    """What is kept of a token; times in UTC."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    token_id: str
    user: str
    role: str
    until: datetime
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None
    salt: str
    digest: str

    def state_at(self, now: datetime) -> str:
        """``valid``, ``expired`` or ``revoked``."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if now < self.until else "expired"


class Stored(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    version: int = 1
    tokens: list[Token] = []


class TokenStore:
    """Reads the file at each call, so that a revoked token ends at once."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.api_dir / "tokens.json"

    def make(self, user: str, role: str, until: datetime, by: str) -> tuple[Token, str]:
        """A new token as it is kept, and the text that its user gets; nothing can show that again."""
        token_id, secret, salt = secrets.token_hex(4), secrets.token_hex(32), secrets.token_hex(16)
        made = Token(
            token_id=token_id, user=user, role=role, until=until, made_at=datetime.now(UTC), made_by=by,
            salt=salt, digest=_digest(salt, secret),
        )  # fmt: skip
        with self._change() as stored:
            stored.tokens.append(made)
        return made, f"sb_{token_id}_{secret}"

    def revoke(self, token_id: str) -> Token:
        """Ends a token for good."""
        with self._change() as stored:
            for token in stored.tokens:
                if token.token_id == token_id and token.revoked_at is None:
                    token.revoked_at = datetime.now(UTC)
                    return token
            raise TokenError(f"no token {token_id} is in force: list them with `superbrain api tokens`")

    def tokens(self) -> list[Token]:
        """Every token there is or was, oldest first."""
        return self._read().tokens

    def find(self, text: str) -> Token | None:
        """The token whose text this is, whatever its state; takes as long for a wrong secret as for a right one."""
        token_id, _, secret = text.removeprefix("sb_").partition("_")
        known = {token.token_id: token for token in self.tokens()}.get(token_id)
        salt, digest = (known.salt, known.digest) if known else ("", "0" * 64)
        is_right = hmac.compare_digest(_digest(salt, secret), digest)
        return known if is_right else None

    def _read(self) -> Stored:
        if not self.path.exists():
            return Stored()
        try:
            return Stored.model_validate_json(read_private(self.path))
        except ValidationError:
            raise KeyFileError(f"{self.path} is damaged: move it away and make new tokens") from None

    @contextmanager
    def _change(self) -> Iterator[Stored]:
        make_private_dir(self.path.parent)
        with FileLock(Path(f"{self.path}.lock"), mode=0o600):
            stored = self._read()
            yield stored
            write_private(self.path, stored.model_dump_json(indent=1).encode())


def _digest(salt: str, secret: str) -> str:
    return hmac.new(salt.encode(), secret.encode(), hashlib.sha256).hexdigest()
