"""Signing in the C2SP signed-note form; opening notes is in :mod:`privacy.verify`."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from privacy.private_files import KeyFileError, read_private, write_private
from privacy.verify import ED25519, SIGNATURE_MARK, key_hash


class NoteSigner:
    """An Ed25519 key with its name. Its representation shows the public part only."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        if not name or "+" in name or any(c.isspace() for c in name):
            raise ValueError(f"a signer's name has no spaces and no plus sign: {name!r}")
        self.name = name
        self._key = key
        self._public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def load_or_create(cls, path: Path, name: str) -> NoteSigner:
        """The key at ``path`` (PEM, mode 0600); made on first use."""
        if not path.exists():
            cls(name, Ed25519PrivateKey.generate()).save(path)
        return cls.load(path, name)

    @classmethod
    def load(cls, path: Path, name: str) -> NoteSigner:
        """The key at ``path``; :class:`KeyFileError` if it is absent, open to others or damaged."""
        try:
            key = load_pem_private_key(read_private(path), password=None)
        except ValueError:
            raise KeyFileError(f"{path} is not a PEM private key: restore it from the backup") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyFileError(f"{path} is not an Ed25519 key: restore it from the backup")
        return cls(name, key)

    def save(self, path: Path) -> None:
        """Writes the key (PEM, mode 0600), replacing what is there."""
        write_private(path, self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    @property
    def verification_key(self) -> str:
        """The public key as ``name+hash+base64``, to be handed to auditors."""
        material = base64.b64encode(ED25519 + self._public).decode()
        return f"{self.name}+{key_hash(self.name, self._public).hex()}+{material}"

    def sign(self, text: str) -> str:
        """The signed note of ``text``, which ends in a newline and has no control characters but newlines."""
        if not text.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in text):
            raise ValueError("a note's text ends in a newline and holds no other control characters")
        blob = key_hash(self.name, self._public) + self._key.sign(text.encode())
        return f"{text}\n{SIGNATURE_MARK}{self.name} {base64.b64encode(blob).decode()}\n"

    def __repr__(self) -> str:
        return f"NoteSigner({self.verification_key})"
