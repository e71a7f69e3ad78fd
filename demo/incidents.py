"""The planted incidents: when, where, and how many extra cases they bring to each feed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from demo.climate import day_number, is_heating_season, to_date
from demo.draws import Floats, Ints, name_key
from demo.places import Places

PLAN = Path(__file__).with_name("incidents.yaml")
VISIBLE_CASES = 3.0
"""An incident counts as visible from the first day on which this many extra cases are expected."""


@dataclass(frozen=True)
class Effect:
    """Extra cases of one topic in one feed; ``peak`` is their mean a day over the whole area at the height."""

    feed: str
    topic: str
    peak: float
    shape: str
    days: int
    lag: int = 0
    spreads: bool = False

    def course(self, age: Floats) -> Floats:
        """Height in 0–1 at ``age`` days after the effect's start; zero before and after."""
        inside = (age >= 0) & (age < self.days)
        progress = np.clip(age / self.days, 0.0, 1.0)
        match self.shape:
            case "burst":
                height = np.exp(-3.0 * progress)
            case "ramp":
                height = np.minimum(1.0, (progress + 1 / self.days) * 1.25)
            case "wave":
                height = np.exp(-0.5 * ((progress - 0.6) / 0.22) ** 2)
            case _:
                height = np.ones_like(progress)
        return np.where(inside, height, 0.0)


@dataclass(frozen=True)
class Incident:
    """One planted incident. Days are local; ``grids`` and ``delay_days`` go together, nearest first."""

    id: str
    title_en: str
    title_zh: str
    level: str
    area_id: str
    start: int
    peak: int
    end: int
    colour: str
    storm_mm: float
    effects: tuple[Effect, ...]
    grids: Ints = field(repr=False)
    delay_days: Ints = field(repr=False)

    @property
    def last_effect(self) -> int:
        """Last day of any effect where it begins; a fever after a burst main comes later than the burst."""
        return max(self.start + effect.lag + effect.days - 1 for effect in self.effects)

    def means(self, effect: Effect, days: Ints) -> Floats:
        """Mean extra cases for each (day, grid of ``grids``)."""
        reach = (self.delay_days == 0) | np.bool_(effect.spreads)
        core = self.delay_days == 0
        weights = np.where(core, 1.0, 0.6 / np.maximum(1, len(core) / core.sum() - 1)) * reach
        age = days[:, None] - (self.start + effect.lag + self.delay_days)[None, :]
        means: Floats = effect.peak * weights / weights.sum() * effect.course(age.astype(np.float64))
        return means

    def expected(self, days: Ints) -> Floats:
        """Mean extra cases a day over all feeds of events."""
        total = np.zeros(len(days))
        for effect in self.effects:
            if effect.feed != "air_quality":
                total += self.means(effect, days).sum(axis=1)
        return total


def _start(plan: dict[str, Any], anchor: date) -> date:
    day = anchor + timedelta(days=plan["offset"])
    season = plan.get("season")
    if season is None or (
        season == "heating" and is_heating_season(day) and is_heating_season(day - timedelta(days=3))
    ):
        return day
    month, dom = map(int, plan["month_day"].split("-"))
    day = date(anchor.year, month, dom)
    return day if day <= anchor - timedelta(days=2) else date(anchor.year - 1, month, dom)


def _area(plan: dict[str, Any], number: int, seed: int, places: Places) -> str:
    """The incident's area: districts take turns, the place within one is drawn."""
    districts = sorted({street.rpartition("-")[0] for street in places.streets})
    district = districts[(number + seed) % len(districts)]
    levels = {"grid": places.grids, "community": places.communities, "street": places.streets}
    names = [name for name in levels.get(plan["level"], districts) if f"{name}-".startswith(f"{district}-")]
    return names[int(name_key(seed, "incident", plan["id"])) % len(names)]


def _reach(plan: dict[str, Any], area_id: str, places: Places) -> tuple[Ints, Ints]:
    grids = places.grids_within(area_id)
    delays = np.zeros(len(grids), dtype=np.int64)
    for ring in range(1, plan.get("rings", 0) + 1):
        further = places.neighbours(grids)
        grids = np.concatenate([grids, further])
        delay = max(ring * plan["days_per_ring"], 0)
        delays = np.concatenate([delays, np.full(len(further), delay)])
    return grids, delays


def plan_incidents(seed: int, anchor: date, places: Places) -> tuple[Incident, ...]:
    """All incidents of the city whose first generation ends on ``anchor``."""
    return tuple(_plan_one(plan, number, seed, anchor, places) for number, plan in enumerate(_read_plan()))


@lru_cache(maxsize=1)
def _read_plan() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(PLAN.read_text("utf-8")))


def _plan_one(plan: dict[str, Any], number: int, seed: int, anchor: date, places: Places) -> Incident:
    area_id = _area(plan, number, seed, places)
    grids, delays = _reach(plan, area_id, places)
    start = day_number(_start(plan, anchor))
    return Incident(
        id=plan["id"],
        title_en=plan["title"]["en"],
        title_zh=plan["title"]["zh"],
        level=plan["level"],
        area_id=area_id,
        start=start,
        peak=start + plan["peak_day"],
        end=start + plan["days"] - 1,
        colour=plan["colour"],
        storm_mm=plan.get("storm_mm", 0.0),
        effects=tuple(Effect(**effect) for effect in plan["effects"]),
        grids=grids,
        delay_days=delays,
    )


def storms(incidents: tuple[Incident, ...]) -> dict[int, float]:
    """Day number to millimetres of planted rain."""
    return {incident.start: incident.storm_mm for incident in incidents if incident.storm_mm}


def ground_truth(incident: Incident, places: Places) -> dict[str, object]:
    """The incident as written to ``truth.json``: dates in ISO form, areas from grid to district."""
    days = np.arange(incident.start, incident.end + 60)
    visible = days[incident.expected(days) >= min(VISIBLE_CASES, incident.expected(days).max())]
    grids = [places.grids[i] for i in incident.grids]
    return {
        "id": incident.id,
        "title_en": incident.title_en,
        "title_zh": incident.title_zh,
        "topics": sorted({effect.topic for effect in incident.effects}),
        "level": incident.level,
        "area_id": incident.area_id,
        "core_grids": [places.grids[i] for i in incident.grids[incident.delay_days == 0]],
        "grids": grids,
        "start": to_date(incident.start).isoformat(),
        "peak": to_date(incident.peak).isoformat(),
        "end": to_date(incident.end).isoformat(),
        "last_effect": to_date(incident.last_effect).isoformat(),
        "first_visible": to_date(int(visible[0])).isoformat(),
        "colour": incident.colour,
        "effects": [asdict(effect) for effect in incident.effects],
    }
