"""A sound contract to be broken in one place at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.settings import REPO

FORM = REPO / "docs" / "decisions" / "contract-form.md"


@pytest.fixture(scope="session")
def example() -> str:
    """The full example of the decision note on the form of a contract."""
    found = re.search(r"```yaml\n(.*?)```", FORM.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a contract file under the example's name."""

    def write_text(text: str) -> Path:
        path = tmp_path / "park_repairs.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_text
