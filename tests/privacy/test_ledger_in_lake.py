"""The ledger keeps in DuckLake as in memory: appended over several connections, signed, proved."""

from __future__ import annotations

from pathlib import Path

from privacy.checkpoint import make_checkpoint
from privacy.ledger_proof import prove_run
from privacy.ledger_verify import verify_ledger
from privacy.verify import VerificationKey, open_checkpoint, verify_proof
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, add_batch
from warehouse.lake import open_lake, transaction


def test_batches_of_several_runs_are_signed_and_proved(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    notes = []
    for number in range(2):
        with open_lake(settings, write=True) as conn:
            with transaction(conn):
                add_batch(conn, number)
            notes.append(make_checkpoint(conn, settings, START))
    with open_lake(settings) as conn:
        report = verify_ledger(conn, settings, notes)
        proof = prove_run(conn, settings, "hotline_12345:2026-03-01:1")
    assert (report.problems, report.n_leaves, report.n_unsigned) == ((), 3, 0)
    assert verify_proof(proof, proof["key"]).size == 3
    assert open_checkpoint(proof["consistency"]["checkpoint"], VerificationKey.parse(proof["key"])).size == 2
