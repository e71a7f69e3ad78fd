"""An administrator who rewrites lake, witness and signatures consistently is caught by a checkpoint kept elsewhere.

Each attack leaves a ledger that verifies by itself (asserted), and fails against the earlier checkpoint: inside
the hub, and by the stand-alone verifier run as the auditor runs it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from privacy import witness
from privacy.checkpoint import make_checkpoint
from privacy.ledger import append_act, append_batch_leaf
from privacy.ledger_proof import export_bundle, prove_run
from privacy.ledger_verify import verify_ledger
from privacy.signing_keys import SIGNING_KEY
from privacy.verify import VerifyError, verify_proof
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, add_batch, findings, open_audit

Entries = list[dict[str, object]]


def edit(entries: Entries) -> Entries:
    return [{**entry, "n_rows": 1} if n == 2 else entry for n, entry in enumerate(entries)]


def delete(entries: Entries) -> Entries:
    return entries[:2] + entries[3:]


def reorder(entries: Entries) -> Entries:
    return [entries[0], entries[2], entries[1], *entries[3:]]


def insert(entries: Entries) -> Entries:
    return [*entries[:2], {**entries[1], "run_id": "invented"}, *entries[2:]]


def truncate(entries: Entries) -> Entries:
    return entries[:3]


def fork(entries: Entries) -> Entries:
    return entries[:4] + [{**entry, "feed": "other"} for entry in entries[4:]]


ATTACKS: list[Callable[[Entries], Entries]] = [edit, delete, reorder, insert, truncate, fork]


def rewrite(settings: Settings, entries: Entries) -> duckdb.DuckDBPyConnection:
    """A new lake with these entries, witness emptied, signed again with the key that is there."""
    for path in (witness.checkpoints_path(settings), witness.key_path(settings)):
        path.unlink()
    conn = open_audit()
    for number, entry in enumerate(entries):
        when = START + timedelta(minutes=number)
        if entry["kind"] == "batch":
            kept = {k: v for k, v in entry.items() if k not in {"v", "seq", "kind", "at", "findings"}}
            append_batch_leaf(conn, findings=findings(), when=when, **kept)  # type: ignore[arg-type]  # as parsed
        else:
            append_act(conn, kind=str(entry["kind"]), actor="hub", details=entry["details"], when=when)  # type: ignore[arg-type]  # as parsed
    make_checkpoint(conn, settings, START)
    return conn


def run_verifier(bundle: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(bundle / "verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=bundle)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def honest(settings: Settings) -> tuple[str, str, Entries]:
    """The checkpoint that the auditor kept, the key she was given, and all entries a day later."""
    conn = open_audit()
    for number in range(5):
        add_batch(conn, number)
    kept = make_checkpoint(conn, settings, START)
    for number in range(5, 8):
        add_batch(conn, number)
    make_checkpoint(conn, settings, START)
    report = verify_ledger(conn, settings, [kept])
    assert (report.problems, report.n_leaves, report.n_checkpoints, report.n_witnessed) == ((), 9, 2, 2)
    leaves = conn.execute("select leaf from audit.ledger order by seq").fetchall()
    return kept, witness.key_path(settings).read_text(encoding="utf-8"), [json.loads(row[0]) for row in leaves]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_rewritten_ledger_is_caught(
    attack: Callable[[Entries], Entries], settings: Settings, honest: tuple[str, str, Entries], tmp_path: Path
) -> None:
    kept, key, entries = honest
    conn = rewrite(settings, attack(entries))
    assert verify_ledger(conn, settings, key_text=key).is_intact
    report = verify_ledger(conn, settings, [kept], key)
    assert any("earlier checkpoint 1: " in problem for problem in report.problems)
    bundle = export_bundle(conn, settings, tmp_path / "bundle")
    (tmp_path / "kept.txt").write_text(kept, encoding="utf-8")
    assert run_verifier(bundle, ".", "--key", key).returncode == 0
    caught = run_verifier(bundle, ".", "--key", key, "--checkpoint", "../kept.txt")
    assert (caught.returncode, "FAILED: earlier checkpoint 1" in caught.stderr) == (1, True), caught


def test_signing_again_with_another_key_is_caught(
    settings: Settings, honest: tuple[str, str, Entries], tmp_path: Path
) -> None:
    kept, key, entries = honest
    (settings.keys_dir / SIGNING_KEY).unlink()
    conn = rewrite(settings, [entry for entry in entries if entry["kind"] == "batch"])
    assert verify_ledger(conn, settings).is_intact
    for report in (verify_ledger(conn, settings, [kept]), verify_ledger(conn, settings, key_text=key)):
        assert "not signed by the key" in report.problems[0]
    bundle = export_bundle(conn, settings, tmp_path / "bundle")
    assert run_verifier(bundle, ".").returncode == 0
    assert "not signed by the key" in run_verifier(bundle, ".", "--key", key).stderr


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("update audit.ledger set leaf = replace(leaf, '\"n_rows\":102', '\"n_rows\":2')", "entry 2 was edited"),
        ("update audit.ledger set leaf_hash = repeat('0', 64) where seq = 1", "entry 1 was edited"),
        ("update audit.ledger set kind = 'export' where seq = 1", "entry 1 and the columns beside it disagree"),
        ("update audit.ledger set logged_at = logged_at + interval 1 day where seq = 1", "entry 1 and the columns"),
        (
            "update audit.ledger set leaf = 'x', leaf_hash = sha256('\\x00'::blob || encode('x')) where seq = 1",
            "entry 1 is not JSON",
        ),
        ("delete from audit.ledger where seq = 3", "entry 3 is missing or doubled"),
        ("insert into audit.ledger select * from audit.ledger where seq = 3", "entry 4 is missing or doubled"),
        ("delete from audit.ledger where seq >= 4", "the ledger was truncated"),
        ("delete from audit.masking_log where leaf_seq = 2", "not what ledger entry 2 says"),
        ("update audit.masking_log set n_masked = 0 where seq = 7", "not what ledger entry 3 says"),
        ("update audit.masking_log set legal_basis = 'none' where seq = 1", "not what ledger entry 0 says"),
        ("insert into audit.masking_log select * from audit.masking_log where seq = 1", "not what ledger entry 0"),
        ("delete from audit.checkpoint where tree_size < 9", "gone from audit.checkpoint"),
        ("update audit.checkpoint set root = 'x'", "its columns and its note disagree"),
        ("update audit.checkpoint set note = replace(note, 'superbrain', 'superbrian')", "not signed by the key"),
    ],
)
def test_a_careless_change_is_found_from_inside_and_never_signed(
    statement: str, problem: str, settings: Settings
) -> None:
    conn = open_audit()
    for number in range(5):
        add_batch(conn, number)
    make_checkpoint(conn, settings, START)
    add_batch(conn, 5)
    conn.execute(statement)
    report = verify_ledger(conn, settings)
    assert any(problem in line for line in report.problems), report.problems
    with pytest.raises(Exception, match="not signed, because it was altered"):
        make_checkpoint(conn, settings, START)
    assert conn.execute("select count(*) from audit.checkpoint").fetchall()[0][0] <= 1


def test_a_shortened_lake_is_caught_by_the_witness_alone(settings: Settings, honest: tuple[str, str, Entries]) -> None:
    assert honest
    conn = open_audit()
    for number in range(5):
        add_batch(conn, number)
    problems = verify_ledger(conn, settings).problems
    assert any("the ledger was truncated" in problem for problem in problems)


def test_a_proof_of_another_leaf_is_refused(settings: Settings, tmp_path: Path) -> None:
    conn = open_audit()
    add_batch(conn, 0)
    make_checkpoint(conn, settings, START)
    add_batch(conn, 1)
    make_checkpoint(conn, settings, START)
    proof = prove_run(conn, settings, "hotline_12345:2026-03-01:1")
    bundle = export_bundle(conn, settings, tmp_path / "bundle")
    (bundle / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    assert run_verifier(bundle, "--proof", "proof.json", "--key", proof["key"]).returncode == 0
    with pytest.raises(VerifyError, match="proves no entry"):
        verify_proof({**proof, "inclusion": []}, proof["key"])
    proof["inclusion"][0]["leaf"] = proof["inclusion"][0]["leaf"].replace('"n_rows":101', '"n_rows":1')
    (bundle / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    refused = run_verifier(bundle, "--proof", "proof.json", "--key", proof["key"])
    assert (refused.returncode, "does not lead to the signed root" in refused.stderr) == (1, True)
