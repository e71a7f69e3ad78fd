"""Superset on loopback, in its own environment."""

from __future__ import annotations

from dashboards.credentials import ensure_credentials
from dashboards.service import provision_command, superset_command, superset_environment
from schemas.settings import Settings
from superbrain.services.command import run_to_end
from superbrain.services.daemon import Service


def service(settings: Settings) -> Service:
    """The web server."""
    return Service(
        "superset", superset_command(settings), superset_environment(settings), settings.superset_port, "/health"
    )


def provision(settings: Settings) -> None:
    """Bring Superset's database, roles, users and dashboards to what the repository says.

    :raises ServiceError: it failed; the message carries its last line.
    """
    run_to_end(provision_command(settings), superset_environment(settings), "the dashboards could not be provisioned")


def passwords(settings: Settings) -> dict[str, str]:
    """The generated password of each Superset user."""
    return ensure_credentials(settings)
