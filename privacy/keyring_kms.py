"""Keys from a key management service, through the command in the settings.

The command is called as ``COMMAND PURPOSE PERIOD`` and prints 32 bytes or more as one line of hexadecimal or
base64. Rotation and destruction happen in the service.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import shlex
import subprocess

from privacy.keyring_model import SECRET_BYTES, Key, KeyEvent
from privacy.private_files import KeyFileError

TIMEOUT_SECONDS = 30


class KmsCommand:
    """Calls the command once for each (purpose, period) of this process."""

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)
        self._keys: dict[tuple[str, str], Key] = {}

    def key(self, purpose: str, period: str) -> Key:
        """The service's key; named by a keyed fingerprint, which changes when the service rotates it."""
        if (purpose, period) not in self._keys:
            secret = _decode(self._call(purpose, period), self._command[0])
            fingerprint = hmac.new(secret, b"key_id", hashlib.sha256).hexdigest()[:8]
            self._keys[purpose, period] = Key(f"{purpose}/{period}/kms-{fingerprint}", secret)
        return self._keys[purpose, period]

    def known(self, purpose: str) -> list[Key]:
        """Refused: the command gives keys one by one, and cannot list them."""
        raise KeyFileError(f"the keys of {purpose} are kept by {self._command[0]}, which does not list them")

    def rotate(self, purpose: str, period: str, actor: str) -> Key:  # noqa: ARG002 - the service's own act
        """Refused: keys are rotated in the service."""
        raise KeyFileError(f"the key of {purpose} in {period} is kept by {self._command[0]}: rotate it there")

    def destroy(self, purpose: str, period: str, actor: str) -> list[str]:  # noqa: ARG002 - the service's own act
        """Refused: keys are destroyed in the service."""
        raise KeyFileError(f"the key of {purpose} in {period} is kept by {self._command[0]}: destroy it there")

    def events(self) -> list[KeyEvent]:
        """None: the service keeps its own log."""
        return []

    def _call(self, purpose: str, period: str) -> str:
        command = [*self._command, purpose, period]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603 - the operator's own command
        except (OSError, subprocess.TimeoutExpired) as error:
            raise KeyFileError(f"the KMS command {self._command[0]} gave no key: {type(error).__name__}") from None
        if done.returncode:
            raise KeyFileError(f"the KMS command {self._command[0]} failed with code {done.returncode} for {purpose}")
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
