"""The command line: help everywhere, one clear sentence for each mistake, exit code 0 only on success."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SUPERBRAIN = Path(sys.executable).parent / "superbrain"
COMMANDS = [
    [],
    ["demo"],
    ["up"],
    ["down"],
    ["status"],
    ["feed"],
    *(["feed", name] for name in ("list", "check", "new", "run", "replay")),
    ["query"],
    ["mask"],
    ["forecast"],
    ["detect"],
    ["scan"],
    *(["audit", name] for name in ("verify", "checkpoint", "prove", "export", "leaks", "report")),
    *(["keys", name] for name in ("list", "make", "rotate", "destroy", "rotate-signing")),
    *(["access", name] for name in ("request", "approve", "refuse", "list", "use")),
    *(["api", name] for name in ("token", "tokens", "revoke")),
    ["erase"],
    ["retain"],
    ["release"],
    *(["warning", name] for name in ("list", "show", "ack", "dispatch", "resolve", "close", "replay", "what-if")),
    ["warning", "missed"],
    ["warning", "policy", "activate"],
    ["brain"],
    ["mode"],
    ["doctor"],
]


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SUPERBRAIN_HOME": str(home / "var"), "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run([str(SUPERBRAIN), *arguments], env=environment, capture_output=True, text=True, check=False)


def test_every_command_has_help() -> None:
    """In one process: starting Python twenty-five times would tell no more."""
    from typer.testing import CliRunner

    from superbrain.cli import app

    for command in COMMANDS:
        result = CliRunner().invoke(app, [*command, "--help"])
        assert result.exit_code == 0, command
        assert "Usage" in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["feed", "run", "hotline_12345", "--from", "yesterday", "--to", "2026-01-01"], "--from takes a day like"),
        (["feed", "run", "hotline_12345", "--from", "2026-01-02", "--to", "2026-01-01"], "lies after"),
        (["feed", "run", "no_such_feed", "--from", "2026-01-01", "--to", "2026-01-01"], "no feed is called"),
        (["query", "drop table ops.run"], "select"),
        (["warning", "show", "no-such-warning"], "no-such-warning"),
        (["warning", "ack", "no-such-warning", "--at", "noon"], "--at takes a time like"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = _run(tmp_path, *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    environment = {**os.environ, "SUPERBRAIN_HOME": str(tmp_path / "var"), "SUPERBRAIN_AIRFLOW_PORT": "eighty"}
    done = subprocess.run([str(SUPERBRAIN), "status"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "airflow_port" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_no_write_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = _run(tmp_path, "query", "select 1")
    assert done.returncode == 1
    assert "SUPERBRAIN_HOME" in done.stderr
