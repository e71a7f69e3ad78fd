"""Tokens: shown once, kept as a salted hash in a private file, governed by the ledger, ended at once when revoked."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import Result
from typer.testing import CliRunner

from schemas.settings import get_settings
from superbrain.checkup import checkup
from superbrain.cli import app
from tests.superbrain.api.hub import Asker
from warehouse.query import run_query

Run = Callable[..., Result]
MAKE = ("api", "token", "--role", "decision_maker", "--user")


@pytest.fixture
def run(api: Asker, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    for name, value in api.settings.as_environment().items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, [*arguments])
    get_settings.cache_clear()


def next_month() -> str:
    return (datetime.now(UTC).date() + timedelta(days=30)).isoformat()


def test_a_token_opens_until_it_is_revoked(api: Asker, run: Run) -> None:
    token = run(*MAKE, "zhou", "--until", next_month(), "--by", "li").stdout.strip()
    assert api.send("GET", "/tables", token).status_code == 200
    listed = json.loads(run("api", "tokens", "--json").stdout)
    mine = next(row for row in listed if row["user"] == "zhou")
    assert (mine["state"], mine["made_by"]) == ("valid", "li")
    assert run("api", "revoke", mine["token_id"], "--by", "li").exit_code == 0
    refused = api.send("GET", "/tables", token)
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "revoked" in refused.json()["error"]
    assert api.logged("zhou") == [("list", "tables"), ("refused", "a token that is revoked")]


def test_making_and_revoking_are_in_the_ledger(api: Asker, run: Run) -> None:
    made = json.loads(
        run(*MAKE, "qian", "--until", next_month(), "--reason", "weekly report of the mayor", "--json").stdout
    )
    run("api", "revoke", made["token_id"])
    rows = run_query("select kind, leaf from audit.ledger where kind like 'api_token%' order by seq", api.settings)
    acts = [(row["kind"], json.loads(row["leaf"])["details"]) for row in rows.to_pylist()]
    mine = [(kind, details["reason"]) for kind, details in acts if details["token_id"] == made["token_id"]]
    assert mine == [("api_token_made", "weekly report of the mayor"), ("api_token_revoked", "")]


def test_only_a_salted_hash_is_kept(api: Asker, run: Run) -> None:
    token = run(*MAKE, "sun", "--until", next_month()).stdout.strip()
    secret = token.rpartition("_")[2].encode()
    assert all(secret not in path.read_bytes() for path in api.settings.home.rglob("*") if path.is_file())
    assert token not in run("api", "tokens").stdout + run("api", "tokens", "--json").stdout
    path = api.settings.api_dir / "tokens.json"
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_tokens_that_others_may_read_open_nothing(api: Asker) -> None:
    _, token = api.token("decision_maker")
    path = api.settings.api_dir / "tokens.json"
    path.chmod(0o644)
    try:
        assert api.send("GET", "/tables", token).status_code == 503
        assert any(found.subject == "api tokens" and found.state == "broken" for found in checkup(api.settings))
    finally:
        path.chmod(0o600)
    assert api.send("GET", "/tables", token).status_code == 200


def test_an_expired_token_is_refused_and_its_user_logged(api: Asker) -> None:
    _, token = api.token("decision_maker", "wu", datetime.now(UTC) - timedelta(seconds=1))
    assert api.send("GET", "/tables", token).status_code == 401
    assert api.logged("wu") == [("refused", "a token that is expired")]


@pytest.mark.parametrize("kind", ["none", "nonsense", "another secret", "another id", "not bearer"])
def test_without_a_known_token_nothing_is_read(api: Asker, kind: str) -> None:
    token_id, token = api.token("decision_maker")
    sent = {
        "none": {},
        "nonsense": {"Authorization": "Bearer 云"},
        "another secret": {"Authorization": f"Bearer sb_{token_id}_{'0' * 64}"},
        "another id": {"Authorization": "Bearer " + token.replace(token_id, "00000000")},
        "not bearer": {"Authorization": f"Basic {token}"},
    }[kind]
    headers = {name: value.encode() for name, value in sent.items()}
    for path in ("/tables", "/tables/gold/event_daily", "/warnings"):
        answer = api.send("GET", path, headers=headers)
        assert (answer.status_code, list(answer.json())) == (401, ["error"])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--user", "two words", "--role", "auditor", "--until", "2027-01-01"], "one word"),
        (["--user", "wei", "--role", "mayor", "--until", "2027-01-01"], "decision_maker"),
        (["--user", "wei", "--role", "auditor", "--until", "tomorrow"], "like 2026-01-31"),
        (["--user", "wei", "--role", "auditor", "--until", "2020-01-01"], "from today on"),
        (["--user", "wei", "--role", "auditor", "--until", "2999-01-01"], "366 days"),
    ],
)
def test_a_mistake_makes_no_token(api: Asker, run: Run, options: list[str], sentence: str) -> None:
    before = run("api", "tokens", "--json").stdout
    result = run("api", "token", *options)
    assert result.exit_code == 1
    assert sentence in str(result.exception)
    assert run("api", "tokens", "--json").stdout == before


def test_a_token_is_revoked_once(run: Run) -> None:
    assert "no token 00000000" in str(run("api", "revoke", "00000000").exception)
