"""Keys of a key management service: made, rotated and destroyed there, believed only after looking, logged here."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from privacy.key_listing import list_keys
from privacy.keyring import Keyring
from privacy.keyring_acts import log_key_events
from privacy.private_files import KeyFileError
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, add_batch, open_audit

SERVICE = """
import hashlib, json, pathlib, sys
store = pathlib.Path(__file__).with_suffix(".json")
numbers = json.loads(store.read_text()) if store.exists() else {}
purpose, period, act = [*sys.argv[1:], ""][:3]
number = numbers.setdefault(f"{purpose}/{period}", 1)
if act == "rotate" and "IGNORES" not in OPTIONS:
    number += 1
if act == "destroy" and "IGNORES" not in OPTIONS:
    number = 0
numbers[f"{purpose}/{period}"] = number
store.write_text(json.dumps(numbers))
if act != "destroy":
    if not number:
        sys.exit(4)
    print(hashlib.sha256(f"{purpose} {period} {number}".encode()).hexdigest())
"""


def service(tmp_path: Path, options: str = "") -> Keyring:
    script = tmp_path / "kms.py"
    script.write_text(SERVICE.replace("OPTIONS", repr(options)), encoding="utf-8")
    return Keyring.open(Settings(home=tmp_path / "home", kms_command=f"{sys.executable} {script}"))


def test_rotation_and_destruction_in_the_service_are_logged(tmp_path: Path) -> None:
    conn, keyring = open_audit(), service(tmp_path)
    old = keyring.key_for("service", date(2026, 5, 1))
    new = keyring.rotate("service", "2026", "wei", "yearly change")
    assert new != old
    assert service(tmp_path).key_for("service", date(2026, 5, 1)) == new
    assert keyring.destroy("service", "2026", "li", "retention is over") == [new.key_id]
    with pytest.raises(KeyFileError, match="failed with code 4"):
        keyring.key_for("service", date(2026, 5, 1))
    assert log_key_events(conn, keyring) == 2
    listed = {row["key_id"]: (row["state"], row["last_act"], row["by"]) for row in list_keys(conn, keyring)}
    assert listed == {new.key_id: ("destroyed", "key_destroyed", "li")}


@pytest.mark.parametrize(("act", "message"), [("rotate", "did not rotate"), ("destroy", "still gives a key")])
def test_a_service_that_does_nothing_is_not_believed(act: str, message: str, tmp_path: Path) -> None:
    keyring = service(tmp_path, "IGNORES")
    with pytest.raises(KeyFileError, match=message):
        getattr(keyring, act)("service", "2026", "wei")
    assert keyring.events() == []


def test_a_key_that_the_service_made_unseen_is_logged_at_its_first_use(tmp_path: Path) -> None:
    conn, keyring = open_audit(), service(tmp_path)
    add_batch(conn, 0)
    conn.execute("update audit.masking_log set key_id = 'service/2026/kms-0011aabb' where key_id is not null")
    log_key_events(conn, keyring)
    log_key_events(conn, keyring)
    acts = conn.execute(
        "select kind, json_extract_string(leaf, ['$.actor', '$.details.key_id']), logged_at from audit.ledger"
        " where kind = 'key_made'"
    ).fetchall()
    assert acts == [("key_made", ["kms", "service/2026/kms-0011aabb"], START)]
