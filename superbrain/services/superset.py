"""Superset on loopback, in its own environment."""

from __future__ import annotations

import subprocess

from dashboards.credentials import ensure_credentials
from dashboards.service import provision_command, superset_command, superset_environment
from schemas.settings import REPO, Settings
from superbrain.services.daemon import Service, ServiceError


def service(settings: Settings) -> Service:
    """The web server."""
    return Service(
        "superset", superset_command(settings), superset_environment(settings), settings.superset_port, "/health"
    )


def provision(settings: Settings) -> None:
    """Bring Superset's database, roles, users and dashboards to what the repository says.

    :raises ServiceError: it failed; the message carries its last line.
    """
    done = subprocess.run(  # noqa: S603
        provision_command(settings),
        env=superset_environment(settings),
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise ServiceError(f"the dashboards could not be provisioned: {last}")


def passwords(settings: Settings) -> dict[str, str]:
    """The generated password of each Superset user."""
    return ensure_credentials(settings)
