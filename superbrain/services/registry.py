"""Which services a hub has."""

from __future__ import annotations

import sys

from schemas.settings import REPO, Settings
from superbrain.services import airflow, api, superset
from superbrain.services.daemon import HOST, Service


def quality_pages(settings: Settings) -> Service:
    """Great Expectations' Data Docs, as static pages."""
    folder = settings.home / "quality" / "docs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    command = [sys.executable, "-m", "http.server", str(settings.docs_port), "--bind", HOST, "--directory", str(folder)]
    return Service("docs", command, port=settings.docs_port)


def demo_city(settings: Settings) -> Service:
    """The simulated departments' HTTP services."""
    command = [sys.executable, "-m", "demo", "serve", "--port", str(settings.demo_port)]
    environment = {**settings.as_environment(), "PYTHONPATH": str(REPO)}
    return Service("demo", command, environment, settings.demo_port, "/health")


def reading_services(settings: Settings) -> list[Service]:
    """What people and programs read from, in starting order."""
    return [superset.service(settings), quality_pages(settings), api.service(settings)]


def hub_services(settings: Settings) -> list[Service]:
    """What ``superbrain up`` starts, in starting order."""
    return [*airflow.services(settings), *reading_services(settings)]


def all_services(settings: Settings) -> list[Service]:
    """Every service that may run, the demo city's included."""
    return [*hub_services(settings), demo_city(settings)]
