"""Superset's environment, which has no Arrow, imports the settings."""

from __future__ import annotations

import subprocess
import sys

from schemas.settings import REPO


def test_settings_need_nothing_but_pydantic_settings() -> None:
    code = (
        "import schemas.settings, sys; print([m for m in ('pyarrow', 'numpy', 'shapely', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
