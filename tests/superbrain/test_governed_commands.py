"""Governed acts from the command line, on a real lake with a real feed: keys, break-glass, erasure, retention, release.

Every act leaves a leaf, what is not allowed changes nothing, and at the end the ledger verifies under every key.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from schemas.settings import Settings, get_settings
from superbrain.cli import app
from tests.warehouse.feed_file import drop_days, write_contract
from warehouse.lake import open_lake
from warehouse.marts import build_marts
from warehouse.run import run_feed

FEED = "leak_reports"
DELIVERED = "13800010000"
"""The telephone of the first ticket, as its last delivery has it."""
REASON = ["--reason", "court order 2026-117 of 3 May"]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    root = tmp_path_factory.mktemp("governed")
    settings = Settings(home=root / "var", contracts_dir=root / "feeds", today=date(2026, 1, 10))
    write_contract(settings, FEED)
    drop_days(settings, FEED, n_days=3)
    records = run_feed(FEED, date(2026, 1, 1), date(2026, 1, 3), settings)
    assert {record.state for record in records} == {"succeeded"}, records
    build_marts(settings)
    return settings


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, [*arguments])
    get_settings.cache_clear()


def succeed(run: Run, *arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, (arguments, result.output, result.exception)
    return result.stdout


def refuse(run: Run, sentence: str, *arguments: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1, (arguments, result.output)
    assert sentence in str(result.exception)


def details(settings: Settings, kind: str) -> list[dict[str, Any]]:
    with open_lake(settings) as conn:
        rows = conn.execute("select leaf from audit.ledger where kind = ? order by seq", [kind]).fetchall()
    return [json.loads(leaf)["details"] | {"actor": json.loads(leaf)["actor"]} for (leaf,) in rows]


def stored(settings: Settings) -> tuple[set[str], int]:
    """Every token, and the number of rows."""
    with open_lake(settings) as conn:
        rows = conn.execute(f"select phone from silver.{FEED}").fetchall()
    return {row[0] for row in rows}, len(rows)


def one_row(settings: Settings, record: str = "T0-0") -> tuple[str, str]:
    with open_lake(settings) as conn:
        row = conn.execute(f"select record_id, phone from silver.{FEED} where record_id = ?", [record]).fetchone()
    assert row
    return row


def test_keys_are_made_rotated_and_destroyed_on_purpose(run: Run, settings: Settings) -> None:
    which = ["--purpose", "drills", "--period", "2027"]
    succeed(run, "keys", "make", *which, *REASON, "--by", "wei")
    refuse(run, "already", "keys", "make", *which, *REASON)
    refuse(run, "add --yes", "keys", "rotate", *which, *REASON)
    refuse(run, "reason of at least", "keys", "destroy", *which, "--reason", "why", "--yes")
    succeed(run, "keys", "rotate", *which, *REASON, "--by", "wei", "--yes")
    refuse(run, "add --yes", "keys", "destroy", *which, *REASON)
    succeed(run, "keys", "destroy", *which, *REASON, "--by", "li", "--yes")
    listed = {row["key_id"]: row for row in json.loads(succeed(run, "keys", "list", "--json"))}
    assert [listed[f"drills/2027/{n}"]["state"] for n in (1, 2)] == ["destroyed", "destroyed"]
    assert listed["testing/2026/1"]["n_masked"] > 0
    assert [act["actor"] for act in details(settings, "key_destroyed")] == ["li", "li"]
    assert {act["reason"] for act in details(settings, "key_rotated")} == {REASON[1]}


def test_break_glass_shows_the_named_cells_to_the_one_who_asked(run: Run, settings: Settings) -> None:
    record, token = one_row(settings)
    ask = ["access", "request", FEED, "--record", record, "--column", "phone", "--by", "wei"]
    refuse(run, "either --until or --hours", *ask, *REASON)
    refuse(run, "has no column", *ask, "--column", "nope", *REASON, "--hours", "1")
    refuse(run, "holds no record", *ask, "--record", "nobody", *REASON, "--hours", "1")
    request = json.loads(succeed(run, *ask, *REASON, "--hours", "1"))["request_id"]
    refuse(run, "not approved", "access", "use", request, "--by", "wei")
    refuse(run, "another person", "access", "approve", request, "--by", "Wei")
    succeed(run, "access", "approve", request, "--by", "li")
    refuse(run, "granted to wei alone", "access", "use", request, "--by", "zhao")
    shown = json.loads(succeed(run, "access", "use", request, "--by", "wei", "--json"))
    assert shown == [{"record_id": record, "phone": DELIVERED}]
    assert token.startswith("PHONE_")
    stored = [path for path in settings.home.rglob("*") if path.is_file() and path.parent.parent.name != "drop"]
    assert all(DELIVERED.encode() not in path.read_bytes() for path in stored)
    asked = details(settings, "access_requested")[-1]
    assert (asked["feed"], asked["purpose"], asked["records"]) == (FEED, "testing", [record])


def test_a_refused_request_opens_nothing(run: Run, settings: Settings) -> None:
    record, _ = one_row(settings)
    ask = ["access", "request", FEED, "--record", record, "--column", "phone", "--by", "wei"]
    request = json.loads(succeed(run, *ask, *REASON, "--hours", "1"))["request_id"]
    succeed(run, "access", "refuse", request, "--by", "li", "--reason", "not needed for this case")
    refuse(run, "not approved", "access", "use", request, "--by", "wei")
    states = {row["request_id"]: row["state"] for row in json.loads(succeed(run, "access", "list", "--json"))}
    assert states[request] == "refused"


def test_a_release_hides_small_counts_and_noise_ends_with_its_budget(
    run: Run, settings: Settings, tmp_path: Path
) -> None:
    days = ["--from", "2026-01-01", "--to", "2026-01-03", "--level", "district"]
    refuse(run, "release policy asks for", "release", *days, "--out", str(tmp_path / "a.csv"), "--k", "2")
    succeed(run, "release", *days, "--out", str(tmp_path / "a.csv"))
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 50
    assert all(row["n_reports"] == "" for row in rows if row["is_hidden"] == "true")
    assert all(int(row["n_reports"]) == 0 or int(row["n_reports"]) >= 10 for row in rows if row["n_reports"])
    other = ["--from", "2026-01-01", "--to", "2026-01-02", "--out", str(tmp_path / "b.csv")]
    refuse(run, "subtracted", "release", *other)
    noisy = ["release", *days, "--out", str(tmp_path / "n.csv"), "--epsilon"]
    said = json.loads(succeed(run, *noisy, "3.5", "--json"))
    assert said["budget_left"] == "0.5"
    refuse(run, "is spent", *noisy, "1")
    refuse(run, "above 0", *noisy, "-1")
    assert [act.get("epsilon") for act in details(settings, "release")] == [None, "3.5"]


def test_a_person_is_erased_by_token(run: Run, settings: Settings) -> None:
    _, token = one_row(settings, "T2-1")
    refuse(run, "add --yes", "erase", "--token", token, *REASON)
    refuse(run, "takes tokens", "erase", "--token", "13800000000", *REASON, "--yes")
    done = json.loads(succeed(run, "erase", "--token", token, *REASON, "--yes", "--by", "steward", "--json"))
    assert (done["n_rows"][f"silver.{FEED}"] >= 1, done["n_hits"], done["not_covered"]) == (True, 0, [])
    assert all(token.encode() not in path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    assert details(settings, "erasure")[0]["reason"] == REASON[1]
    before, n_before = stored(settings)
    assert {record.state for record in run_feed(FEED, date(2026, 1, 1), date(2026, 1, 3), settings)} == {"succeeded"}
    assert stored(settings) == (before, n_before), "what the department delivers again is left out"
    assert token not in before


def test_retention_is_run_by_hand_and_proved(run: Run, settings: Settings) -> None:
    refuse(run, "add --yes", "retain")
    assert json.loads(succeed(run, "retain", "--yes", "--json"))["deleted"] == {}
    path = settings.contracts_dir / f"{FEED}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 100, unit: y", "value: 1, unit: d"))
    done = json.loads(succeed(run, "retain", "--at-once", "--yes", "--by", "steward", "--json"))
    assert done["deleted"][FEED] > 60
    assert done["proof"]["n_left"] == 0
    assert list((settings.lake_dir / "data" / "silver" / FEED).glob("*.parquet")) == []
    assert {act["actor"] for act in details(settings, "retention")} == {"hub", "steward"}


def test_the_ledger_verifies_under_old_and_new_keys(run: Run, settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text(succeed(run, "audit", "checkpoint"), encoding="utf-8")
    old = (settings.home / "witness" / "key.txt").read_text(encoding="utf-8").strip()
    refuse(run, "add --yes", "keys", "rotate-signing", *REASON)
    new = succeed(run, "keys", "rotate-signing", *REASON, "--yes").strip()
    assert new != old
    succeed(run, "audit", "export", "--out", str(tmp_path / "bundle"))
    succeed(run, "audit", "checkpoint")
    assert details(settings, "export")
    for key in (old, new):
        report = json.loads(succeed(run, "audit", "verify", "--checkpoint", str(kept), "--key", key, "--json"))
        assert report["is_intact"], report["problems"]
        command = [sys.executable, "-I", "bundle/verify.py", "bundle", "--key", key, "--checkpoint", "kept.txt"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    for line in (tmp_path / "bundle" / "leaves.jsonl").read_text(encoding="utf-8").splitlines():
        assert json.loads(line)["kind"] != "batch" or len(json.loads(line)["batch_hash"]) == 64
