"""Notes open under their key, and under no other; the published vector opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.private_files import KeyFileError
from privacy.signed_note import NoteSigner
from privacy.verify import VerificationKey, VerifyError, open_checkpoint, open_note

# Key and note published in the documentation of golang.org/x/mod/sumdb/note.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
PUBLISHED_NOTE = f"{PUBLISHED_TEXT}\n— PeterNeumann {PUBLISHED_SIGNATURE}\n"


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> NoteSigner:
    return NoteSigner.load_or_create(tmp_path_factory.mktemp("keys") / "private" / "ledger.pem", "hub/ledger")


def test_the_published_note_opens() -> None:
    assert open_note(PUBLISHED_NOTE, VerificationKey.parse(PUBLISHED_KEY)) == PUBLISHED_TEXT


@pytest.mark.parametrize(
    "change", [("think", "thunk"), ("x08go", "x08gp"), ("JnAM", "JnAN"), ("— ", "- "), ("\n\n", "\n")]
)
def test_a_changed_note_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(VerifyError):
        open_note(PUBLISHED_NOTE.replace(*change), VerificationKey.parse(PUBLISHED_KEY))


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"])), min_size=1))
def test_what_is_signed_opens(signer: NoteSigner, lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assert open_note(signer.sign(text), VerificationKey.parse(signer.verification_key)) == text


def test_the_key_is_kept_and_another_key_does_not_open(signer: NoteSigner, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "a.pem"
    first = NoteSigner.load_or_create(path, "hub/ledger")
    assert NoteSigner.load(path, "hub/ledger").verification_key == first.verification_key
    with pytest.raises(VerifyError, match="not signed by the key"):
        open_note(first.sign("text\n"), VerificationKey.parse(signer.verification_key))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_signature_is_passed_over(signer: NoteSigner, tmp_path: Path) -> None:
    witness = NoteSigner.load_or_create(tmp_path / "keys" / "w.pem", "witness")
    note = signer.sign("text\n") + witness.sign("text\n").split("\n\n")[1]
    for key in (signer, witness):
        assert open_note(note, VerificationKey.parse(key.verification_key)) == "text\n"


@pytest.mark.parametrize(
    "key", ["", "a+b", "a+00000000+AAAA", PUBLISHED_KEY.replace("c74f", "c74e"), "a+b+*", PUBLISHED_KEY[:-4]]
)
def test_a_wrong_verification_key_is_refused(key: str) -> None:
    with pytest.raises(VerifyError, match="key"):
        VerificationKey.parse(key)


@pytest.mark.parametrize(
    "body", ["x\n", "hub/ledger\n-1\nAAAA\n", "hub/ledger\n01\nAAAA\n", "hub/ledger\n1\n*\n", "hub/ledger\n1\nAAAA\n"]
)
def test_a_signed_text_that_is_no_checkpoint(signer: NoteSigner, body: str) -> None:
    with pytest.raises(VerifyError, match="checkpoint"):
        open_checkpoint(signer.sign(body), VerificationKey.parse(signer.verification_key))


def test_damaged_missing_and_open_key_files(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "a.pem"
    with pytest.raises(KeyFileError, match="does not exist"):
        NoteSigner.load(path, "x")
    NoteSigner.load_or_create(path, "x")
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 0600"):
        NoteSigner.load_or_create(path, "x")
    path.chmod(0o600)
    path.write_text("nonsense", encoding="utf-8")
    with pytest.raises(KeyFileError, match="backup"):
        NoteSigner.load(path, "x")


@pytest.mark.parametrize("text", ["no newline", "tab\t\n"])
def test_a_text_that_no_note_may_hold(signer: NoteSigner, text: str) -> None:
    with pytest.raises(ValueError, match="newline"):
        signer.sign(text)
