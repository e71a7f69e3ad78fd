"""Credentials of departmental systems: named in contracts, kept in one file of mode 0600."""

from __future__ import annotations

import stat
from pathlib import Path

import yaml
from pydantic import SecretStr, ValidationError

from schemas.contract import Strict
from schemas.settings import Settings
from warehouse.sources.errors import SourceError

FILE_NAME = "secrets.yaml"


class Credential(Strict):
    """What one system asks for; only the parts that it needs are set."""

    user: str | None = None
    password: SecretStr | None = None
    token: SecretStr | None = None
    header: str = "Authorization"
    """HTTP header that carries the token; in ``Authorization`` it is sent as a bearer token."""
    private_key: Path | None = None
    host_key: str | None = None
    """SFTP: the server's public key, ``ssh-ed25519 AAAA…``."""


def credential(name: str, settings: Settings) -> Credential:
    """The credential called ``name`` in ``keys/secrets.yaml``. SourceError where it is missing or open to others."""
    path = settings.keys_dir / FILE_NAME
    if not path.exists():
        raise SourceError(f"credential {name}: there is no {path}", is_retryable=False)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SourceError(f"{path} is open to others: set its mode to 0600", is_retryable=False)
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return Credential.model_validate(entries[name])
    except KeyError:
        raise SourceError(f"credential {name} is not in {path}", is_retryable=False) from None
    except (ValidationError, yaml.YAMLError, TypeError):
        raise SourceError(f"credential {name} in {path} is malformed", is_retryable=False) from None
