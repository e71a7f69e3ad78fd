"""Fixtures that every room's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.settings import Settings


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
