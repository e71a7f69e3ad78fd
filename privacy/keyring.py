"""Pseudonym keys: one for each (purpose, calendar year), so that tokens join only inside both.

They lie in a keyring file (:mod:`privacy.keyring_file`) or come from a key management service
(:mod:`privacy.keyring_kms`). Destroying a year's keys makes its tokens unlinkable to anyone (crypto-shredding).
"""

from __future__ import annotations

import re
from datetime import date

from privacy.keyring_file import KeyringFile
from privacy.keyring_kms import KmsCommand
from privacy.keyring_model import Key, KeyEvent, KeySource, KeyState
from privacy.private_files import KeyFileError
from schemas.settings import Settings

__all__ = ["Key", "KeyEvent", "KeyState", "Keyring"]

PURPOSE = re.compile(r"[a-z][a-z0-9_]{0,63}")
PERIOD = re.compile(r"[0-9]{4}")
UNDATED = "0000"
"""The period of rows that have no time, or one that cannot be; such rows go to quarantine."""


class Keyring:
    """The keys of one hub. Pickles as its settings: secrets never travel between processes."""

    def __init__(self, settings: Settings, source: KeySource) -> None:
        self._settings = settings
        self._source = source

    @classmethod
    def open(cls, settings: Settings) -> Keyring:
        """The keyring that the settings name; its folder is made with mode 0700.

        :class:`KeyFileError` when a file or folder is open to others or damaged.
        """
        if settings.kms_command:
            return cls(settings, KmsCommand(settings.kms_command))
        return cls(settings, KeyringFile(settings.keys_dir / "keyring.json"))

    def key_for(self, purpose: str, when: date | None) -> Key:
        """The key for tokens of that purpose in the year of ``when`` (a local day; None: of undated rows)."""
        return self._source.key(*_checked(purpose, f"{when.year:04d}" if when else UNDATED))

    def known(self, purpose: str) -> list[Key]:
        """Every key of the purpose that still exists: all under which a value may have a token."""
        return self._source.known(purpose)

    def states(self) -> list[KeyState]:
        """Every key there is or was (empty with a key management service, which does not list them)."""
        return self._source.states()

    def make(self, purpose: str, period: str, actor: str, reason: str = "") -> Key:
        """The first key of (purpose, year), made ahead of its first use."""
        return self._source.make(*_checked(purpose, period), actor, reason)

    def rotate(self, purpose: str, period: str, actor: str, reason: str = "") -> Key:
        """A new key for (purpose, year); tokens made from now on do not join earlier ones."""
        return self._source.rotate(*_checked(purpose, period), actor, reason)

    def destroy(self, purpose: str, period: str, actor: str, reason: str = "") -> list[str]:
        """Crypto-shredding of (purpose, year); returns the names of the destroyed keys."""
        return self._source.destroy(*_checked(purpose, period), actor, reason)

    def events(self) -> list[KeyEvent]:
        """What happened to the keys, oldest first (with a key management service: through this object alone)."""
        return self._source.events()

    def __reduce__(self) -> tuple[object, tuple[Settings]]:
        return Keyring.open, (self._settings,)

    def __repr__(self) -> str:
        return f"Keyring({type(self._source).__name__})"


def _checked(purpose: str, period: str) -> tuple[str, str]:
    if not PURPOSE.fullmatch(purpose):
        raise KeyFileError(f"the purpose {purpose!r} is not a lower-case name such as service_demand_analysis")
    if not PERIOD.fullmatch(period):
        raise KeyFileError(f"the key period {period!r} is not a year such as 2026")
    return purpose, period
