"""One lake for the whole room, since making it takes seconds; every test has a feed of its own in it."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from schemas.contract import FeedContract
from schemas.settings import Settings
from tests.warehouse.samples import sample_contract
from warehouse.lake import initialise_lake

_numbers = count(1)


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a lake that many tests share."""
    settings = Settings(home=tmp_path_factory.mktemp("hub") / "var")
    initialise_lake(settings)
    return settings


def new_feed_id() -> str:
    """A feed name that no other test has."""
    return f"sample_{next(_numbers)}"


@pytest.fixture
def feed() -> FeedContract:
    """A contract that no other test uses."""
    return sample_contract(new_feed_id())


@pytest.fixture
def empty_home(tmp_path: Path) -> Settings:
    """Settings of a hub that is not there yet."""
    return Settings(home=tmp_path / "var")
