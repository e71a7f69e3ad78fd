"""A server that is busy, broken, slow or something else: retried within bounds, then explained."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from tests.warehouse.sources.servers import Answer, Respond, serving
from warehouse.sources import SourceError, http

SECRET = "13812345678"
GOOD = Answer.of([{"case_id": "1"}])


def _spec(url: str, **source: Any) -> Any:
    params = {"phone": SECRET}
    return contract({"connector": "rest", "format": "json", "location": f"{url}/cases", "params": params, **source})


def _after(faults: int, fault: Answer) -> tuple[Respond, list[str]]:
    """Answers ``fault`` so many times, then well; and the list of requests."""
    seen: list[str] = []

    def respond(path: str, query: dict[str, str]) -> Answer:
        seen.append(path)
        return fault if len(seen) <= faults else GOOD

    return respond, seen


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_fault_is_waited_out(status: int, pulled: Pull) -> None:
    respond, seen = _after(3, Answer.of({"error": SECRET}, status, Retry_After="0"))
    with serving(respond) as url:
        assert pulled(_spec(url)).num_rows == 1
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("status", "message", "is_retryable", "n_tries"),
    [
        (500, "failed: HTTP 500", True, http.ATTEMPTS),
        (429, "asks to come back later: HTTP 429", True, http.ATTEMPTS),
        (404, "has nothing there: HTTP 404", False, 1),
        (401, "asks for a credential: HTTP 401", False, 1),
        (403, "refuses the credential: HTTP 403", False, 1),
        (400, "refused the request: HTTP 400", False, 1),
        (302, "refused the request: HTTP 302", False, 1),
    ],
)
def test_a_lasting_fault_is_explained(
    status: int, message: str, is_retryable: bool, n_tries: int, pulled: Pull
) -> None:
    respond, seen = _after(99, Answer.of({"error": SECRET}, status, Retry_After="0"))
    with serving(respond) as url, pytest.raises(SourceError) as failed:
        pulled(_spec(url))
    assert str(failed.value) == f"{url}/cases {message}"
    assert failed.value.is_retryable is is_retryable
    assert len(seen) == n_tries


def test_the_server_says_how_long_to_wait_and_is_capped(pulled: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LONGEST_WAIT_S", 0.01)
    respond, seen = _after(2, Answer.of({}, 429, Retry_After="3600"))
    with serving(respond) as url:
        assert pulled(_spec(url)).num_rows == 1
    assert len(seen) == 3


@pytest.mark.parametrize("moment", ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", ""])
def test_a_date_or_nonsense_to_wait_for(moment: str, pulled: Pull) -> None:
    respond, seen = _after(1, Answer.of({}, 503, Retry_After=moment))
    with serving(respond) as url:
        assert pulled(_spec(url)).num_rows == 1
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<html><body>Log in</body></html>", "is a web page"),
        (b'[{"case_id": "138123', "is not JSON, or cut off"),
        (b"", "is not JSON, or cut off"),
        ('[{"name": "张伟"}]'.encode("gb18030"), "did not send UTF-8"),
    ],
    ids=["web_page", "cut_off", "empty", "wrong_encoding"],
)
def test_what_is_not_json_is_named(body: bytes, message: str, pulled: Pull) -> None:
    respond, _ = _after(99, Answer(body))
    with serving(respond) as url, pytest.raises(SourceError) as failed:
        pulled(_spec(url))
    assert message in str(failed.value)
    assert failed.value.is_retryable
    assert SECRET not in str(failed.value)


def test_a_server_that_does_not_answer(pulled: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_S", 0.05)
    monkeypatch.setattr(http, "ATTEMPTS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(SourceError, match="did not answer within") as failed:
            pulled(_spec(url))
    assert failed.value.is_retryable


def test_a_server_that_is_not_there(pulled: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ATTEMPTS", 2)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(SourceError, match=rf"http://127\.0\.0\.1:{port}/cases cannot be reached: ConnectError"):
        pulled(_spec(f"http://127.0.0.1:{port}"))


def test_the_credential_is_sent_and_never_shown(home: Path, pulled: Pull) -> None:
    keys = home / "keys"
    keys.mkdir()
    (keys / "secrets.yaml").write_text("hotline: {token: s3cr3t, header: X-Api-Key}\n")
    (keys / "secrets.yaml").chmod(0o600)
    respond, _ = _after(99, Answer.of({}, 403))
    with serving(respond) as url, pytest.raises(SourceError) as failed:
        pulled(_spec(url, secret="hotline"))
    assert "s3cr3t" not in repr(failed.value) + str(failed.value)


@pytest.mark.parametrize(
    ("text", "mode", "message"),
    [
        (None, 0o600, "there is no"),
        ("hotline: {token: s3cr3t}", 0o644, "is open to others: set its mode to 0600"),
        ("other: {token: s3cr3t}", 0o600, "credential hotline is not in"),
        ("hotline: {tokn: s3cr3t}", 0o600, "is malformed"),
        ("hotline: [s3cr3t", 0o600, "is malformed"),
    ],
    ids=["no_file", "open_to_others", "no_entry", "unknown_field", "no_yaml"],
)
def test_a_credential_that_cannot_be_used(text: str | None, mode: int, message: str, home: Path, pulled: Pull) -> None:
    path = home / "keys" / "secrets.yaml"
    path.parent.mkdir()
    if text is not None:
        path.write_text(text)
        path.chmod(mode)
    with pytest.raises(SourceError, match=message) as failed:
        pulled(_spec("http://127.0.0.1:1", secret="hotline"))
    assert "s3cr3t" not in str(failed.value)
    assert not failed.value.is_retryable
