"""Secrets are made once, differ between roles, and are for their owner's eyes only."""

from __future__ import annotations

import json

from dashboards.credentials import ROLES, ensure_credentials, ensure_secret_key, superset_home
from schemas.settings import Settings


def test_files_are_private(settings: Settings) -> None:
    ensure_credentials(settings)
    ensure_secret_key(settings)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in superset_home(settings).iterdir()}
    assert modes == {"credentials.json": "0o600", "secret_key": "0o600"}
    assert superset_home(settings).stat().st_mode & 0o777 == 0o700


def test_second_call_changes_nothing(settings: Settings) -> None:
    first, key = ensure_credentials(settings), ensure_secret_key(settings).read_text(encoding="ascii")
    assert ensure_credentials(settings) == first
    assert ensure_secret_key(settings).read_text(encoding="ascii") == key


def test_each_role_has_its_own_password(settings: Settings) -> None:
    passwords = ensure_credentials(settings)
    assert set(passwords) == set(ROLES)
    assert len(set(passwords.values())) == len(ROLES)


def test_a_role_that_is_missing_is_added_and_the_others_stay(settings: Settings) -> None:
    first = ensure_credentials(settings)
    path = superset_home(settings) / "credentials.json"
    path.write_text(json.dumps({role: first[role] for role in ROLES if role != "auditor"}), encoding="utf-8")
    second = ensure_credentials(settings)
    assert second["auditor"] != first["auditor"]
    assert all(second[role] == first[role] for role in ROLES if role != "auditor")
