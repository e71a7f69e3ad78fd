"""Fixtures that every room's tests share."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from schemas.settings import Settings
from tests.postgres import Postgres, running_postgres

ROOMS_WITH_SERVICES = ("city", "dashboards")
"""Rooms whose tests share running services, so that one worker runs them all; they take longest and come first."""


class RoomScheduling(LoadScopeScheduling):
    """Gives each worker (``-n``) whole files, or a whole room where its tests share running services.

    pytest-xdist 3.8's own ``--dist loadgroup`` has no effect with pytest 9.2, which no longer has ``Item._nodeid``.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return room if (room := Path(file).parent.name) in ROOMS_WITH_SERVICES else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> RoomScheduling:
    """Takes the place of ``--dist``."""
    return RoomScheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the rooms in their order."""
    rank = {room: place for place, room in enumerate(ROOMS_WITH_SERVICES)}
    items.sort(key=lambda item: rank.get(item.path.parent.name, len(rank)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a hub of this test's own, with nothing in it."""
    return Settings(home=tmp_path / "var")


@pytest.fixture(scope="session")
def shared_feeds() -> Path:
    """Real municipal data, beside the checkout where it has any."""
    folder = Settings().shared_feeds_dir
    if not folder.is_dir():
        pytest.skip(f"the real municipal data is not on this machine (no folder {folder.name} beside the checkout)")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this session's own. Its folder has a short name: a socket's path has at most 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        with running_postgres(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
