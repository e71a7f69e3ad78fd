"""Superset's secret key and the roles' passwords: made once, kept under ``home/superset`` with mode 0600."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from privacy.private_files import write_private
from schemas.settings import Settings

ROLES = ("decision_maker", "district_decision_maker", "data_engineer", "auditor", "admin")


def superset_home(settings: Settings) -> Path:
    """The folder of Superset's state, made with mode 0700."""
    home = settings.home / "superset"
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def ensure_secret_key(settings: Settings) -> Path:
    """Makes the key that signs sessions, unless there is one."""
    path = superset_home(settings) / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48).encode())
    return path


def ensure_credentials(settings: Settings) -> dict[str, str]:
    """Password of each user by user name (user and role are named alike); made on the first call."""
    path = superset_home(settings) / "credentials.json"
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    wanted = {role: known.get(role) or secrets.token_urlsafe(12) for role in ROLES}
    if wanted != known:
        write_private(path, json.dumps(wanted, indent=2).encode())
    return wanted
