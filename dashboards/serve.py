"""``python -m dashboards.serve``: becomes the Superset server of the current settings."""

from __future__ import annotations

import os

from dashboards.service import superset_command, superset_environment
from schemas.settings import get_settings


def main() -> None:
    """Replaces this process by gunicorn; returns only by an error."""
    settings = get_settings()
    command = superset_command(settings)
    os.execve(command[0], command, superset_environment(settings))  # noqa: S606 - our own command, no shell


if __name__ == "__main__":
    main()
