"""The signing key is replaced by one that it endorses: old checkpoints stay good, a foreign key is never let in."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from privacy import witness
from privacy.checkpoint import make_checkpoint, rotate_signing_key
from privacy.ledger import LedgerError, append_act
from privacy.ledger_proof import export_bundle, prove_run
from privacy.ledger_verify import verify_ledger
from privacy.signed_note import NoteSigner
from privacy.signing_keys import NEXT_KEY, SIGNING_KEY, current_signer
from privacy.verify import VerifyError, endorsement_text, verify_bundle, verify_proof
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, add_batch, open_audit

DAY = timedelta(days=1)


def rotate(conn: duckdb.DuckDBPyConnection, settings: Settings) -> str:
    return rotate_signing_key(conn, settings, actor="steward", reason="yearly change of keys", when=START)


def standalone(bundle: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(bundle / "verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=bundle)


@pytest.fixture
def ledger(settings: Settings) -> tuple[duckdb.DuckDBPyConnection, str, str]:
    """A ledger rotated twice, the checkpoint kept before, and the key that was handed out then."""
    conn = open_audit()
    add_batch(conn, 0)
    kept = make_checkpoint(conn, settings, START)
    first_key = witness.key_path(settings).read_text(encoding="utf-8")
    for number in (1, 2):
        rotate(conn, settings)
        add_batch(conn, number)
        make_checkpoint(conn, settings, START)
    return conn, kept, first_key


def test_old_and_new_checkpoints_and_keys_verify_inside_and_alone(
    ledger: tuple[duckdb.DuckDBPyConnection, str, str], settings: Settings, tmp_path: Path
) -> None:
    conn, kept, first_key = ledger
    newest = witness.key_path(settings).read_text(encoding="utf-8")
    assert newest != first_key
    bundle = export_bundle(conn, settings, tmp_path / "bundle")
    (tmp_path / "kept.txt").write_text(kept, encoding="utf-8")
    for key in (first_key, newest):
        assert verify_ledger(conn, settings, [kept], key).problems == ()
        done = standalone(bundle, ".", "--key", key, "--checkpoint", "../kept.txt")
        assert (done.returncode, done.stdout[:2]) == (0, "OK"), done.stderr
    proof = prove_run(conn, settings, "hotline_12345:2026-03-01:0", kept)
    assert len(proof["key_changes"]) == 2
    assert verify_proof(proof, first_key).size == verify_proof(proof, newest).size


def test_the_old_key_is_gone_and_signs_nothing_after_its_end(
    ledger: tuple[duckdb.DuckDBPyConnection, str, str], settings: Settings
) -> None:
    conn, _, _ = ledger
    old = current_signer(conn, settings)
    rotate(conn, settings)
    assert sorted(path.name for path in settings.keys_dir.glob("*.pem")) == [SIGNING_KEY]
    assert current_signer(conn, settings).verification_key != old.verification_key
    report = verify_ledger(conn, settings)
    forged = old.sign(f"{witness.ORIGIN}\n{report.n_leaves}\n{report.root}\n")
    assert "not signed by the key" in verify_ledger(conn, settings, [forged]).problems[0]


def foreign_change(conn: duckdb.DuckDBPyConnection, settings: Settings, endorser: NoteSigner, seq: int) -> NoteSigner:
    """An administrator without the old key lets a key of his own in."""
    old, foreign = current_signer(conn, settings), NoteSigner(witness.ORIGIN, Ed25519PrivateKey.generate())
    details = {
        "previous": old.verification_key,
        "verification_key": foreign.verification_key,
        "endorsement": endorser.sign(endorsement_text(seq, foreign.verification_key)),
    }
    append_act(conn, kind="signing_key_rotated", actor="x", details=details, when=START)
    foreign.save(settings.keys_dir / SIGNING_KEY)
    return foreign


@pytest.mark.parametrize("is_replayed", [False, True])
def test_a_foreign_key_is_caught(is_replayed: bool, settings: Settings, tmp_path: Path) -> None:
    conn = open_audit()
    add_batch(conn, 0)
    make_checkpoint(conn, settings, START)
    key = witness.key_path(settings).read_text(encoding="utf-8")
    other = NoteSigner(witness.ORIGIN, Ed25519PrivateKey.generate())
    endorser = current_signer(conn, settings) if is_replayed else other
    foreign = foreign_change(conn, settings, endorser, seq=77 if is_replayed else 2)
    with pytest.raises(LedgerError, match=r"altered: signing keys: .*not (signed by the key|endorsed)"):
        make_checkpoint(conn, settings, START)
    report = verify_ledger(conn, settings)
    note = foreign.sign(f"{witness.ORIGIN}\n{report.n_leaves}\n{report.root}\n")
    values = [report.n_leaves, report.root, note.splitlines()[-1], note, START]
    conn.execute("insert into audit.checkpoint values (?, ?, ?, ?, ?)", values)
    assert any("signing keys" in problem for problem in verify_ledger(conn, settings).problems)
    with pytest.raises(LedgerError):
        export_bundle(conn, settings, tmp_path / "refused")
    bundle = tmp_path / "bundle"
    (bundle / "checkpoints").mkdir(parents=True)
    leaves = [str(row[0]) for row in conn.execute("select leaf from audit.ledger order by seq").fetchall()]
    (bundle / "leaves.jsonl").write_text("".join(f"{leaf}\n" for leaf in leaves), encoding="utf-8")
    (bundle / "checkpoints" / "1.txt").write_text(note, encoding="utf-8")
    for trusted in (key, foreign.verification_key):
        with pytest.raises(VerifyError, match=r"not (signed by the key|endorsed)"):
            verify_bundle(bundle, [], trusted)


def test_another_ledger_that_ends_in_the_same_entries_is_not_trusted(
    ledger: tuple[duckdb.DuckDBPyConnection, str, str], settings: Settings
) -> None:
    conn, _, _ = ledger
    stranger = NoteSigner(witness.ORIGIN, Ed25519PrivateKey.generate()).verification_key
    assert "was not signed by the key" in verify_ledger(conn, settings, key_text=stranger).problems[0]


def test_a_crash_before_or_after_the_commit_leaves_a_key_that_fits(settings: Settings) -> None:
    conn = open_audit()
    add_batch(conn, 0)
    make_checkpoint(conn, settings, START)
    old = (settings.keys_dir / SIGNING_KEY).read_bytes()
    NoteSigner(witness.ORIGIN, Ed25519PrivateKey.generate()).save(settings.keys_dir / NEXT_KEY)
    add_batch(conn, 1)
    make_checkpoint(conn, settings, START)
    assert (settings.keys_dir / SIGNING_KEY).read_bytes() == old
    rotate(conn, settings)
    (settings.keys_dir / SIGNING_KEY).rename(settings.keys_dir / NEXT_KEY)
    (settings.keys_dir / SIGNING_KEY).write_bytes(old)
    (settings.keys_dir / SIGNING_KEY).chmod(0o600)
    add_batch(conn, 2)
    make_checkpoint(conn, settings, START)
    assert verify_ledger(conn, settings).is_intact


def test_a_restored_old_key_is_refused(settings: Settings) -> None:
    conn = open_audit()
    add_batch(conn, 0)
    make_checkpoint(conn, settings, START)
    old = (settings.keys_dir / SIGNING_KEY).read_bytes()
    rotate(conn, settings)
    (settings.keys_dir / SIGNING_KEY).write_bytes(old)
    with pytest.raises(LedgerError, match="not the key that the ledger names last"):
        make_checkpoint(conn, settings, START)


def test_an_altered_ledger_is_not_carried_over_to_a_new_key(settings: Settings) -> None:
    conn = open_audit()
    add_batch(conn, 0)
    make_checkpoint(conn, settings, START)
    conn.execute("update audit.masking_log set n_masked = 0")
    with pytest.raises(LedgerError, match="not signed, because it was altered"):
        rotate(conn, settings)
    assert conn.execute("select count(*) from audit.ledger where kind = 'signing_key_rotated'").fetchall() == [(0,)]


def test_the_leaf_names_both_keys_and_who_did_it(ledger: tuple[duckdb.DuckDBPyConnection, str, str]) -> None:
    conn, _, first_key = ledger
    rows = conn.execute("select leaf from audit.ledger where kind = 'signing_key_rotated' order by seq").fetchall()
    leaf = json.loads(rows[0][0])
    assert (leaf["actor"], leaf["details"]["reason"]) == ("steward", "yearly change of keys")
    assert leaf["details"]["previous"] == first_key.strip()
