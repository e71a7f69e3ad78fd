"""The demo city, run whole through the real Airflow, Superset and HTTP, once for all these tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from schemas.settings import REPO, Settings

DAYS, SEED = 120, 7


@dataclass(frozen=True)
class RunningCity:
    """A served demo city: its settings, the environment to call the command line with, and the printed summary."""

    settings: Settings
    environment: dict[str, str]
    summary: dict[str, Any]
    process: subprocess.Popen[str]

    def superbrain(self, *arguments: str, is_failure_allowed: bool = False) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "superbrain"), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert is_failure_allowed or done.returncode == 0, done.stderr
        return done

    def query(self, sql: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.superbrain("query", sql, "--json").stdout)
        return rows


def _free_ports(n: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    home = tmp_path_factory.mktemp("city") / "var"
    ports = dict(zip(("airflow", "superset", "docs", "demo"), _free_ports(4), strict=True))
    settings = Settings(home=home, **{f"{name}_port": port for name, port in ports.items()})
    environment = {
        **os.environ,
        "SUPERBRAIN_HOME": str(home),
        **{f"SUPERBRAIN_{name.upper()}_PORT": str(port) for name, port in ports.items()},
    }
    command = [
        str(Path(sys.executable).parent / "superbrain"),
        "demo",
        "--days",
        str(DAYS),
        "--seed",
        str(SEED),
        "--json",
    ]
    log = (REPO / "test-results").joinpath("demo.log")
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as stderr:
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True, cwd=home.parent
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"the demo ended with {process.wait()}: {log.read_text()[-2000:]}")
        try:
            yield RunningCity(settings, environment, json.loads(line), process)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=120)
