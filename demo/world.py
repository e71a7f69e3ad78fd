"""The demo city as one object: seed, places, residents, climate, incidents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from demo.climate import Climate, build_climate, day_number
from demo.draws import Draws, Keys
from demo.incidents import Incident, plan_incidents, storms
from demo.people import build_residents
from demo.places import Places, load_places

LOOK_BACK_DAYS = 21
"""A case can still change or arrive this many days after it happened."""


@dataclass(frozen=True)
class World:
    """Everything that the departments' systems are simulated from, for the event days of ``climate``."""

    seed: int
    places: Places
    residents: pa.Table
    climate: Climate
    incidents: tuple[Incident, ...]
    first: int
    """First delivery day wanted (days since 1970-01-01)."""
    last: int

    def draws(self, stream: str, keys: Keys) -> Draws:
        """Random columns of one stream of this city."""
        return Draws(self.seed, stream, keys)


@lru_cache(maxsize=2)
def _residents(seed: int) -> pa.Table:
    return build_residents(seed)


def build_world(seed: int, anchor: date, first: date, last: date) -> World:
    """The city for deliveries of local days ``first`` to ``last``; ``anchor`` places the incidents."""
    places = load_places()
    incidents = plan_incidents(seed, anchor, places)
    start, end = day_number(first), day_number(last)
    climate = build_climate(seed, start - LOOK_BACK_DAYS, end, storms(incidents))
    return World(seed, places, _residents(seed), climate, incidents, start, end)


@lru_cache(maxsize=1)
def read_rates() -> dict[str, Any]:
    """Mean cases a day by feed and topic, with each feed's weekday and hour profile."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("rates.yaml").read_text("utf-8"))
    return loaded
