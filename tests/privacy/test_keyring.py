"""Keys are private files, stable inside (purpose, year), and gone once destroyed."""

from __future__ import annotations

import base64
import pickle
import stat
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from privacy.keyring import Keyring
from privacy.keyring_acts import log_key_events
from privacy.private_files import KeyFileError
from schemas.settings import Settings
from tests.privacy.audit_fixtures import open_audit

DAY = date(2026, 3, 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def _key_in_worker(settings: Settings) -> bytes:
    return Keyring.open(settings).key_for("service", DAY).secret


def test_same_purpose_and_year_same_key_else_another(settings: Settings) -> None:
    keyring = Keyring.open(settings)
    key = keyring.key_for("service", DAY)
    assert key == Keyring.open(settings).key_for("service", date(2026, 12, 31))
    others = [keyring.key_for("service", date(2027, 1, 1)), keyring.key_for("health", DAY)]
    assert len({key.secret, *(other.secret for other in others)}) == 3
    assert len(key.secret) == 32


def test_workers_that_start_together_get_one_key(settings: Settings) -> None:
    with ProcessPoolExecutor(3) as pool:
        assert len(set(pool.map(_key_in_worker, [settings] * 6))) == 1


def test_files_are_private(settings: Settings) -> None:
    Keyring.open(settings).key_for("service", DAY)
    assert stat.S_IMODE(settings.keys_dir.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in settings.keys_dir.iterdir())


@pytest.mark.parametrize(("name", "mode"), [("keyring.json", 0o640), ("keyring.json", 0o604), (".", 0o755)])
def test_a_file_open_to_others_is_refused(settings: Settings, name: str, mode: int) -> None:
    Keyring.open(settings).key_for("service", DAY)
    (settings.keys_dir / name).chmod(mode)
    with pytest.raises(KeyFileError, match=r"open to others: run `chmod 0[67]00 "):
        Keyring.open(settings)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"version": 2}', b'{"version": 1, "extra": "hunter2"}', b"\xff"]
)
def test_a_damaged_file_is_refused_without_showing_it(settings: Settings, content: bytes) -> None:
    Keyring.open(settings).key_for("service", DAY)
    (settings.keys_dir / "keyring.json").write_bytes(content)
    with pytest.raises(KeyFileError, match="damaged") as caught:
        Keyring.open(settings)
    assert "hunter2" not in str(caught.value)


def test_rotation_keeps_the_old_key_in_the_file_and_uses_the_new(settings: Settings) -> None:
    keyring = Keyring.open(settings)
    old = keyring.key_for("service", DAY)
    new = keyring.rotate("service", "2026", "steward")
    assert keyring.key_for("service", DAY) == new != old
    assert (old.key_id, new.key_id) == ("service/2026/1", "service/2026/2")


def test_a_destroyed_key_is_gone_from_disk_and_from_open_keyrings(settings: Settings) -> None:
    keyring, other = Keyring.open(settings), Keyring.open(settings)
    secret = keyring.key_for("service", DAY).secret
    kept = keyring.key_for("service", date(2027, 1, 1))
    other.key_for("service", DAY)
    assert keyring.destroy("service", "2026", "steward") == ["service/2026/1"]
    assert base64.b64encode(secret)[:30] not in b"".join(path.read_bytes() for path in settings.keys_dir.iterdir())
    for ring in (keyring, other, Keyring.open(settings)):
        with pytest.raises(KeyFileError, match="were destroyed"):
            ring.key_for("service", DAY)
        assert ring.key_for("service", date(2027, 1, 1)) == kept
    with pytest.raises(KeyFileError, match="left to destroy"):
        keyring.destroy("service", "2026", "steward")


def test_nothing_secret_in_representations_or_pickles(settings: Settings) -> None:
    keyring = Keyring.open(settings)
    key = keyring.key_for("service", DAY)
    shown = repr(keyring) + repr(key) + repr(keyring._source.__dict__) + repr(keyring.events())
    assert repr(key.secret)[2:-1] not in shown
    assert "secret=" not in shown
    assert key.secret not in pickle.dumps(keyring)
    assert pickle.loads(pickle.dumps(keyring)).key_for("service", DAY) == key


@pytest.mark.parametrize(
    ("purpose", "period"), [("../x", "2026"), ("Service", "2026"), ("", "2026"), ("service", "26")]
)
def test_wrong_names_are_refused(settings: Settings, purpose: str, period: str) -> None:
    with pytest.raises(KeyFileError, match="is not a"):
        Keyring.open(settings).rotate(purpose, period, "steward")


def test_every_key_event_enters_the_ledger_once(settings: Settings) -> None:
    conn, keyring = open_audit(), Keyring.open(settings)
    keyring.key_for("service", DAY)
    keyring.rotate("service", "2026", "wei")
    assert log_key_events(conn, keyring) == 2
    keyring.destroy("service", "2026", "steward")
    assert (log_key_events(conn, keyring), log_key_events(conn, keyring)) == (2, 0)
    rows = conn.execute(
        "select kind, json_extract_string(leaf, '$.actor'), json_extract_string(leaf, '$.details.key_id')"
        " from audit.ledger order by seq"
    ).fetchall()
    assert rows == [
        ("key_made", "hub", "service/2026/1"),
        ("key_rotated", "wei", "service/2026/2"),
        ("key_destroyed", "steward", "service/2026/1"),
        ("key_destroyed", "steward", "service/2026/2"),
    ]


def kms(tmp_path: Path, code: str) -> Keyring:
    script = tmp_path / "kms.py"
    script.write_text(code, encoding="utf-8")
    return Keyring.open(Settings(home=tmp_path / "home", kms_command=f"{sys.executable} {script}"))


def test_a_kms_command_gives_the_key_and_nothing_touches_the_disk(tmp_path: Path) -> None:
    keyring = kms(tmp_path, "import sys, hashlib; print(hashlib.sha256(' '.join(sys.argv[1:]).encode()).hexdigest())")
    key = keyring.key_for("service", DAY)
    assert key == kms(tmp_path, (tmp_path / "kms.py").read_text(encoding="utf-8")).key_for("service", DAY)
    assert key.key_id.startswith("service/2026/kms-")
    assert key.secret != keyring.key_for("health", DAY).secret
    assert not (tmp_path / "home").exists()
    with pytest.raises(KeyFileError, match="rotate it there"):
        keyring.rotate("service", "2026", "steward")


@pytest.mark.parametrize("code", ["", "print('short')", "import sys; sys.exit(3)", "print('ab' * 10)"])
def test_a_kms_command_that_fails_stops_masking(tmp_path: Path, code: str) -> None:
    with pytest.raises(KeyFileError, match="KMS command"):
        kms(tmp_path, code).key_for("service", DAY)


def test_a_kms_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="gave no key: FileNotFoundError"):
        Keyring.open(Settings(home=tmp_path, kms_command="/nonexistent/kms")).key_for("service", DAY)
