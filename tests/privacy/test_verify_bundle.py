"""The stand-alone verifier: no damaged bundle passes, and none makes it stumble."""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy import verify
from privacy.checkpoint import make_checkpoint
from privacy.ledger import LedgerError
from privacy.ledger_proof import export_bundle, prove_run
from privacy.verify import VerifyError, verify_bundle
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, add_batch, open_audit


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("verify")
    conn, hub = open_audit(), Settings(home=home / "home")
    for number in range(6):
        add_batch(conn, number)
        if number % 2:
            make_checkpoint(conn, hub, START)
    return export_bundle(conn, hub, home / "bundle")


def damaged(bundle: Path, name: str, content: bytes | None) -> Path:
    """A copy with one file replaced or, with None, taken away."""
    copy = bundle.parent / "damaged"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(bundle, copy)
    path = copy / name
    path.write_bytes(content) if content is not None else path.unlink()
    return copy


def test_it_needs_nothing_but_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in named} - sys.stdlib_module_names == {"cryptography"}


def test_an_honest_bundle_passes(bundle: Path) -> None:
    assert verify_bundle(bundle, [], None).size == 7


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_changed_byte_of_the_entries_is_caught(bundle: Path, data: st.DataObject) -> None:
    content = bytearray((bundle / "leaves.jsonl").read_bytes())
    place = data.draw(st.integers(0, len(content) - 2))
    content[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(VerifyError):
        verify_bundle(damaged(bundle, "leaves.jsonl", bytes(content)), [], None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["leaves.jsonl", "key.txt", "checkpoints/000000000005.txt"]), st.binary(max_size=200))
def test_any_other_content_is_refused_in_one_sentence(bundle: Path, name: str, content: bytes) -> None:
    with pytest.raises(VerifyError):
        verify_bundle(damaged(bundle, name, content), [], None)


@pytest.mark.parametrize("name", ["leaves.jsonl", "key.txt", "checkpoints/000000000007.txt"])
def test_a_missing_file_is_named(bundle: Path, name: str) -> None:
    with pytest.raises(VerifyError, match=r"bundle: .*(No such file|newest checkpoint signs 5)"):
        verify_bundle(damaged(bundle, name, None), [], None)


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b"\xff\xfe", b"null", b'{"a":1,"a":1}', b'{"seq": 0}', b'"\\ud800"', b"NaN"]
)
def test_a_line_that_is_no_entry(bundle: Path, line: bytes) -> None:
    with pytest.raises(VerifyError, match="leaf 0: not"):
        verify_bundle(damaged(bundle, "leaves.jsonl", line + b"\n"), [], None)


@pytest.mark.parametrize("arguments", [[], ["--proof", "x.json"], ["nowhere", "--checkpoint", "nowhere.txt"]])
def test_the_command_line_explains_itself(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = verify.main(arguments)
    except SystemExit as exit_:
        code = exit_.code
    captured = capsys.readouterr()
    assert code in (1, 2)
    assert "Traceback" not in captured.err
    assert "FAILED" in captured.err or "give a BUNDLE" in captured.err


def test_proofs_and_exports_that_cannot_be_made(tmp_path: Path) -> None:
    conn, hub = open_audit(), Settings(home=tmp_path / "home")
    add_batch(conn, 0)
    with pytest.raises(LedgerError, match="no batch of the run 'nothing'"):
        prove_run(conn, hub, "nothing")
    with pytest.raises(LedgerError, match="not signed yet"):
        prove_run(conn, hub, "hotline_12345:2026-03-01:0")
    with pytest.raises(LedgerError, match="no checkpoint yet"):
        export_bundle(conn, hub, tmp_path / "bundle")
    make_checkpoint(conn, hub, START)
    export_bundle(conn, hub, tmp_path / "bundle")
    with pytest.raises(LedgerError, match="not empty"):
        export_bundle(conn, hub, tmp_path / "bundle")
