"""The read API on loopback."""

from __future__ import annotations

import sys

from schemas.settings import REPO, Settings
from superbrain.services.daemon import Service


def service(settings: Settings) -> Service:
    """The web server. Its environment names the settings, so that it serves the hub that started it."""
    environment = {**settings.as_environment(), "PYTHONPATH": str(REPO)}
    return Service("api", [sys.executable, "-m", "superbrain.api"], environment, settings.api_port, "/v1/health")
