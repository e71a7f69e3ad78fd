"""A warning and its history, as judged; and the order of the colours."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from brain.warn.history import Key

RANK = {"grey": 0, "yellow": 1, "orange": 2, "red": 3}
EASED = {"red": "orange", "orange": "yellow"}
LIVE_STATES = ("open", "acknowledged", "dispatched", "resolved")
HUB = "hub"
SAID_AT = time(8)
"""Local time, on the day after the judged one, at which the hub speaks."""


@dataclass(frozen=True)
class Event:
    """One entry of a warning's history."""

    at: datetime
    kind: str
    colour: str
    actor: str
    note: str


@dataclass
class Warned:
    """A warning in the making: mutable while days are judged in order."""

    warning_id: str
    city_id: str
    key: Key
    level: str
    colour: str
    rule: str
    opened_on: date
    updated_on: date
    title_en: str
    title_zh: str
    unit_en: str
    unit_zh: str
    due_at: datetime
    evidence: dict[str, Any]
    score: float
    state: str = "open"
    is_exercise: bool = False
    is_within_budget: bool = False
    rank: int = 0
    policy_version: str = ""
    events: list[Event] = field(default_factory=list)

    @property
    def recipient(self) -> str:
        """Who is told: the responsible unit."""
        return self.unit_en

    @property
    def short_resource(self) -> str:
        """The resource of several topics whose shortage it tells of, or none."""
        forecast = self.evidence.get("forecast") or {}
        return str(forecast.get("resource") or "") if self.rule == "trend_capacity" else ""

    @property
    def is_live(self) -> bool:
        """Neither closed nor expired."""
        return self.state in LIVE_STATES


def said_at(day: date, timezone: str) -> datetime:
    """When the hub speaks of a judged local day: the next morning."""
    return datetime.combine(day + timedelta(days=1), SAID_AT, ZoneInfo(timezone))


def warning_id(city_id: str, day: date, key: Key, kind: str = "") -> str:
    """The same for the same city, day, series and kind: ``YL-20260301-1f09ab``."""
    digest = hashlib.blake2s("|".join([*key, kind]).encode(), digest_size=3).hexdigest()
    return f"{city_id}-{day:%Y%m%d}-{digest}"
