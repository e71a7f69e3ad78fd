"""Word lists of the demo city."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[list[str]]]:
    loaded: dict[str, list[list[str]]] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    return loaded


@lru_cache(maxsize=16)
def words(name: str) -> list[str]:
    """One list of ``words.yaml``."""
    return [word for row in _lists()[name] for word in row]
