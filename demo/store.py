"""Where the demo city's systems keep their data; the hub sees only the drop folder and the services."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from demo.writers import place
from schemas.errors import HubError
from schemas.settings import Settings


class DemoError(HubError):
    """The demo city cannot do what was asked."""


@dataclass(frozen=True)
class State:
    """What has been generated. ``anchor`` is the last day of the first generation: incidents are planted from it."""

    seed: int
    anchor: date
    first: date
    last: date | None

    def save(self, root: Path) -> None:
        """Write ``state.json``."""
        place(root / "state.json", json.dumps(asdict(self), default=str, indent=2).encode())


def demo_root(settings: Settings) -> Path:
    """The folder of the demo city's own systems."""
    return settings.home / "demo"


def http_dir(settings: Settings, feed: str) -> Path:
    """Monthly Parquet files behind a REST service."""
    return demo_root(settings) / "http" / feed


def database_path(settings: Settings) -> Path:
    """The water company's database."""
    return settings.drop_dir / "water_network" / "network.sqlite"


def truth_path(settings: Settings) -> Path:
    """Ground truth of the planted incidents; nothing in the hub reads it."""
    return demo_root(settings) / "truth.json"


def people_path(settings: Settings) -> Path:
    """Every personal text in the simulation, for leak tests alone."""
    return demo_root(settings) / "people.parquet"


def load_state(settings: Settings) -> State | None:
    """The state of the city under ``settings.home``; None where there is none yet."""
    path = demo_root(settings) / "state.json"
    if not path.exists():
        return None
    raw = json.loads(path.read_text("utf-8"))
    last = raw["last"] and date.fromisoformat(raw["last"])
    return State(raw["seed"], date.fromisoformat(raw["anchor"]), date.fromisoformat(raw["first"]), last)
