"""SIGKILL at any moment loses nothing and doubles nothing: run again, and the tables are as if undisturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from schemas.settings import REPO, Settings
from tests.warehouse.feed_file import drop_days, write_contract
from warehouse.lake import open_lake

N_DAYS = 3
HUBS = """
import json, os, signal, sys
from datetime import date, timedelta
import warehouse.quality.validate
from schemas.settings import Settings
from warehouse import load, publish, run

def die_at(moment, nth):
    module, name, *after = moment.split(".")
    module, calls = {"load": load, "publish": publish}[module], []
    real = getattr(module, name)
    def dying(*args, **kwargs):
        result = real(*args, **kwargs) if after else None
        calls.append(1)
        if len(calls) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result if after else real(*args, **kwargs)
    setattr(module, name, dying)

def load_feed(home, moment, nth):
    if moment:
        die_at(moment, nth)
    settings = Settings(home=home)
    for day in range(int(sys.argv[1])):
        first = date(2026, 1, 1) + timedelta(days=day)
        for record in run.run_feed("killed", first, first, settings):
            assert record.state == "succeeded", record.error

for home, moment, nth in json.load(sys.stdin):
    child = os.fork()
    if not child:
        load_feed(home, moment, nth)
        sys.stdout.flush()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Loads the feed in one process after the other, each forked from one that has only imported what they need."""

MOMENTS = [
    ("load.check_stage", 2),
    ("publish.run_script", 2),
    ("publish.run_script", 6),
    ("publish._move_cursor", 3),
    ("publish._require_reconciled.after", 2),
    ("load.publish.after", 1),
]
"""Where the process is killed, and at which call: before checking, between the statements of a publication,
before its commit, and right after it."""

TABLES = {
    "silver.killed": "*",
    "ops.run": "* exclude (started_at, finished_at, n_attempts)",
    "ops.quarantine": "* exclude (quarantined_at)",
    "ops.quality_result": "* exclude (checked_at)",
    "ops.cursor": "*",
}


def run_hubs(settings: Settings, runs: list[tuple[Path, str, int]]) -> list[int]:
    """Exit codes of loading the feed into each home, killed at the moment given."""
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    for name in ("contracts_dir", "demo_drop_dir"):
        environment[f"SUPERBRAIN_{name.upper()}"] = str(getattr(settings, name))
    done = subprocess.run(
        [sys.executable, "-c", HUBS, str(N_DAYS)],
        env=environment,
        input=json.dumps([(str(home), moment, nth) for home, moment, nth in runs]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [int(code) for code in done.stdout.split()]


def tables(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with open_lake(settings) as conn:
        return {
            name: conn.execute(f"select {columns} from {name} order by all").fetchall()
            for name, columns in TABLES.items()
        }


def test_killed_at_every_moment_and_run_again(tmp_path: Path) -> None:
    """One hub is killed at one moment after the other, each time going on where it was killed."""
    undisturbed = Settings(home=tmp_path / "whole", contracts_dir=tmp_path / "feeds", demo_drop_dir=tmp_path / "drop")
    disturbed = undisturbed.model_copy(update={"home": tmp_path / "killed"})
    write_contract(undisturbed, "killed")
    drop_days(undisturbed, "killed", N_DAYS)
    disturbed.home.mkdir(mode=0o700)
    (disturbed.home / "keys").symlink_to(undisturbed.keys_dir)
    killed = [(disturbed.home, moment, nth) for moment, nth in MOMENTS]
    codes = run_hubs(undisturbed, [(undisturbed.home, "", 0), *killed, (disturbed.home, "", 0)])
    assert codes == [0, *[-signal.SIGKILL] * len(MOMENTS), 0]
    expected = tables(undisturbed)
    assert tables(disturbed) == expected
    assert expected["silver.killed"]
    assert expected["ops.quarantine"]
