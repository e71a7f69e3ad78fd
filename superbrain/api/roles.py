"""What each role may read: the layers and rows that ``dashboards/assets/roles.yaml`` gives it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dashboards.sources import read_roles


@dataclass(frozen=True)
class Role:
    """A role. ``rows``: column and value of the rows that it sees; None: all rows."""

    name: str
    layers: tuple[str, ...]
    rows: tuple[str, str] | None = None


@lru_cache(maxsize=1)
def api_roles() -> dict[str, Role]:
    """Every role that may read something, by name."""
    found = {}
    for name, about in read_roles().items():
        if layers := tuple(about.get("layers", ())):
            rows = about.get("rows")
            found[name] = Role(name, layers, (rows["column"], rows["value"]) if rows else None)
    return found
