"""How Superset is started and provisioned: commands and environment, without importing Superset."""

from __future__ import annotations

import os
from pathlib import Path

from schemas.errors import HubError
from schemas.settings import REPO, Settings

SUPERSET_BIN = REPO / ".venv-superset" / "bin"


class SupersetServiceError(HubError):
    """Superset cannot be started or provisioned."""


def superset_command(settings: Settings) -> list[str]:
    """The command that serves Superset on 127.0.0.1 at ``settings.superset_port``, in the foreground."""
    return [
        str(_program("gunicorn")),
        "--bind=127.0.0.1:" + str(settings.superset_port),
        "--worker-class=gthread",
        "--workers=2",
        "--threads=8",
        "--timeout=120",
        "--graceful-timeout=5",
        "--preload",
        "--limit-request-line=0",
        "--no-control-socket",
        "superset.app:create_app()",
    ]


def provision_command(settings: Settings) -> list[str]:  # noqa: ARG001 - same shape as superset_command
    """The command that migrates Superset's database and loads roles, users and dashboards; may be run again."""
    return [str(_program("python")), "-m", "dashboards.provision"]


def superset_environment(settings: Settings) -> dict[str, str]:
    """The whole environment for both commands: this process's own, the settings, Superset's configuration."""
    return {
        **os.environ,
        **settings.as_environment(),
        "PYTHONPATH": str(REPO),
        "PYTHONWARNINGS": "ignore",
        "SUPERSET_CONFIG_PATH": str(REPO / "dashboards" / "superset_config.py"),
    }


def superset_url(settings: Settings, path: str = "/") -> str:
    """Where a browser on this machine finds Superset."""
    return f"http://127.0.0.1:{settings.superset_port}{path}"


def _program(name: str) -> Path:
    program = SUPERSET_BIN / name
    if not program.exists():
        raise SupersetServiceError(
            f"Superset's environment has no {program.name} at {program}; run `make` to build it."
        )
    return program
