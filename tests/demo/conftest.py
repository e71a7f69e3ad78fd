"""A small demo city, generated once a session, and its services on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from demo.generate import generate
from schemas.settings import Settings
from tests.demo.helpers import free_port, serving

END = date(2026, 3, 10)
DAYS = 5
SEED = 7


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home that holds the city of ``DAYS`` days to ``END``."""
    home: Path = tmp_path_factory.mktemp("city")
    settings = Settings(home=home, demo_port=free_port(), today=date(2026, 3, 11))
    generate(settings, DAYS, SEED, END)
    return settings


@pytest.fixture(scope="session")
def served(city: Settings) -> Iterator[Settings]:
    """The same city with its services answering."""
    with serving(city):
        yield city
