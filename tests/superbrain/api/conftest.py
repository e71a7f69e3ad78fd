"""One hub for the room, filled by a feed, and its API as a process of its own, asked over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from schemas.settings import Settings
from tests.superbrain.api.hub import Asker, filled_hub, serving


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a hub with three days of a feed, warnings in two districts, and small limits."""
    return filled_hub(Settings(home=tmp_path_factory.mktemp("api") / "var"))


@pytest.fixture(scope="session")
def api(hub: Settings) -> Iterator[Asker]:
    """The hub's API."""
    with serving(hub) as asker:
        yield asker
