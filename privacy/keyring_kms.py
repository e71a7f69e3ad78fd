"""Keys from a key management service, through the command in the settings.

The command is called as ``COMMAND PURPOSE PERIOD`` and prints 32 bytes or more as one line of hexadecimal or
base64. ``COMMAND PURPOSE PERIOD rotate`` puts a new key in force and prints it; ``COMMAND PURPOSE PERIOD destroy``
destroys every key of the period, after which asking for one fails. Neither is believed without looking: a rotation that
gives the old key, and a destruction after which the key is still given, are errors.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import shlex
import subprocess
from datetime import UTC, datetime

from privacy.keyring_model import SECRET_BYTES, Key, KeyEvent, KeyState
from privacy.private_files import KeyFileError

TIMEOUT_SECONDS = 30


class KmsCommand:
    """Calls the command once for each (purpose, period) of this process."""

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)
        self._keys: dict[tuple[str, str], Key] = {}
        self._events: list[KeyEvent] = []

    def key(self, purpose: str, period: str) -> Key:
        """The service's key; named by a keyed fingerprint, which changes when the service rotates it."""
        if (purpose, period) not in self._keys:
            self._keys[purpose, period] = self._ask(purpose, period)
        return self._keys[purpose, period]

    def known(self, purpose: str) -> list[Key]:
        """Refused: the command gives keys one by one, and cannot list them."""
        raise KeyFileError(f"the keys of {purpose} are kept by {self._command[0]}, which does not list them")

    def states(self) -> list[KeyState]:
        """None: the command cannot list keys."""
        return []

    def make(self, purpose: str, period: str, actor: str, reason: str) -> Key:
        """The service's key, asked for ahead of its first use."""
        key = self.key(purpose, period)
        self._note("key_made", key.key_id, actor, reason)
        return key

    def rotate(self, purpose: str, period: str, actor: str, reason: str) -> Key:
        """A new key, made by the service. :class:`KeyFileError` if it gives the old one."""
        old, new = self.key(purpose, period), self._ask(purpose, period, "rotate")
        if new == old or self._ask(purpose, period) != new:
            raise KeyFileError(f"{self._command[0]} did not rotate the key of {purpose} in {period}: rotate it there")
        self._keys[purpose, period] = new
        self._note("key_rotated", new.key_id, actor, reason)
        return new

    def destroy(self, purpose: str, period: str, actor: str, reason: str) -> list[str]:
        """Destruction by the service. :class:`KeyFileError` if it gives a key of the period afterwards."""
        old = self.key(purpose, period)
        self._call(purpose, period, "destroy")
        del self._keys[purpose, period]
        try:
            self._ask(purpose, period)
        except KeyFileError:
            self._note("key_destroyed", old.key_id, actor, reason)
            return [old.key_id]
        raise KeyFileError(f"{self._command[0]} still gives a key of {purpose} in {period}: destroy it there")

    def events(self) -> list[KeyEvent]:
        """What was done through this object; the service keeps its own log."""
        return list(self._events)

    def _note(self, kind: str, key_id: str, actor: str, reason: str) -> None:
        self._events.append(KeyEvent(secrets.token_hex(8), kind, key_id, actor, datetime.now(UTC), reason))

    def _ask(self, *arguments: str) -> Key:
        secret = _decode(self._call(*arguments), self._command[0])
        fingerprint = hmac.new(secret, b"key_id", hashlib.sha256).hexdigest()[:8]
        return Key("/".join([*arguments[:2], f"kms-{fingerprint}"]), secret)

    def _call(self, *arguments: str) -> str:
        command = [*self._command, *arguments]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603 - the operator's own command
        except (OSError, subprocess.TimeoutExpired) as error:
            raise KeyFileError(f"the KMS command {self._command[0]} gave no key: {type(error).__name__}") from None
        if done.returncode:
            asked = " ".join(arguments)
            raise KeyFileError(f"the KMS command {self._command[0]} failed with code {done.returncode} for {asked}")
        return done.stdout.decode("ascii", "replace").strip()


def _decode(text: str, command: str) -> bytes:
    for decode in (bytes.fromhex, lambda line: base64.b64decode(line, validate=True)):
        try:
            secret = decode(text)
        except (ValueError, binascii.Error):
            continue
        if len(secret) >= SECRET_BYTES:
            return secret
    raise KeyFileError(f"the KMS command {command} printed no key of {SECRET_BYTES} bytes in hexadecimal or base64")
