"""An invented person, and homes to hide her in."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from privacy.leaks_needles import Needles
from schemas.settings import Settings

NAME, PHONE, ID_NUMBER = "闻人沐霜", "19907310021", "532999198703150023"


def needles(*known: tuple[str, str], with_canary: bool = True) -> Needles:
    rows = [{"kind": kind, "value": value, "is_canary": False} for kind, value in known]
    if with_canary:
        rows += [{"kind": "canary", "value": value, "is_canary": True} for value in (NAME, PHONE, ID_NUMBER)]
    return Needles.of_table(pa.Table.from_pylist(rows))


def make_home(tmp_path: Path) -> Settings:
    """An empty home, with no public vocabulary beside it."""
    for name in ("home", "city", "feeds"):
        (tmp_path / name).mkdir()
    return Settings(home=tmp_path / "home", city_dir=tmp_path / "city", contracts_dir=tmp_path / "feeds")
