"""SIGKILL at any moment loses nothing and doubles nothing: run again, and the tables are as if undisturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.settings import REPO, Settings
from tests.warehouse.feed_file import drop_days, write_contract
from warehouse.lake import open_lake

N_DAYS = 3
RUN = """
import os, signal, sys
from datetime import date, timedelta
from schemas.settings import Settings
from warehouse import load, publish, run

moment, nth = sys.argv[1], int(sys.argv[2])
calls = [0]

def die_at(module, name, after=False):
    real = getattr(module, name)
    def dying(*args, **kwargs):
        result = real(*args, **kwargs) if after else None
        calls[0] += 1
        if calls[0] == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result if after else real(*args, **kwargs)
    setattr(module, name, dying)

if moment:
    module, name, *after = moment.split(".")
    die_at({"load": load, "publish": publish}[module], name, bool(after))
settings = Settings()
for day in range(int(sys.argv[3])):
    first = date(2026, 1, 1) + timedelta(days=day)
    records = run.run_feed("killed", first, first, settings)
    assert records[0].state == "succeeded", records[0].error
"""

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


def run_hub(settings: Settings, moment: str = "", nth: int = 0) -> int:
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    for name in ("home", "contracts_dir", "demo_drop_dir"):
        environment[f"SUPERBRAIN_{name.upper()}"] = str(getattr(settings, name))
    done = subprocess.run(
        [sys.executable, "-c", RUN, moment, str(nth), str(N_DAYS)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


def tables(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with open_lake(settings) as conn:
        return {
            name: conn.execute(f"select {columns} from {name} order by all").fetchall()
            for name, columns in TABLES.items()
        }


def new_hub(folder: Path, name: str) -> Settings:
    return Settings(home=folder / name, contracts_dir=folder / "feeds", demo_drop_dir=folder / "drop")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    settings = new_hub(folder, "undisturbed")
    write_contract(settings, "killed")
    drop_days(settings, "killed", N_DAYS)
    assert run_hub(settings) == 0
    return folder


def test_killed_at_every_moment_and_run_again(hub: Path) -> None:
    """One hub is killed at one moment after the other, each time going on where it was killed."""
    undisturbed, disturbed = tables(new_hub(hub, "undisturbed")), new_hub(hub, "disturbed")
    keys = new_hub(hub, "undisturbed").keys_dir
    disturbed.home.mkdir(mode=0o700)
    (disturbed.home / "keys").symlink_to(keys)
    for moment, nth in MOMENTS:
        assert run_hub(disturbed, moment, nth) == -signal.SIGKILL, (moment, nth)
    assert run_hub(disturbed) == 0
    assert tables(disturbed) == undisturbed
    assert undisturbed["silver.killed"]
    assert undisturbed["ops.quarantine"]
