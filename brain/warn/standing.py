"""What the mode of operation means for each judged day: thresholds, budget, who is told, whether it is a drill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from brain.match.mode import mode_at, switches
from brain.warn.history import History, Key
from brain.warn.warning import said_at
from schemas.modes import load_modes
from schemas.settings import Settings


@dataclass(frozen=True)
class Standing:
    """One day's mode: factors on the policy's false-discovery level and budget, levels told, whether it is a drill."""

    max_q_factor: float = 1.0
    budget_factor: float = 1.0
    told: tuple[str, ...] = ()
    is_exercise: bool = False


def standings(
    conn: duckdb.DuckDBPyConnection, history: History, settings: Settings, now: datetime | None = None
) -> tuple[Standing, ...]:
    """One for each of the history's days: the mode that held when the hub spoke of that day.

    Of the last day it speaks ``now``, where that is given.
    """
    modes, made = load_modes(settings).modes, switches(conn, history.city_id)
    moments = [said_at(day, history.timezone) for day in history.days]
    found = []
    for moment in [*moments[:-1], now or moments[-1]]:
        held = mode_at(made, moment)
        mode = modes[held.mode]
        found.append(Standing(mode.max_q_factor, mode.budget_factor, mode.told, held.is_exercise))
    return tuple(found)


def told(key: Key, standing: Standing, history: History) -> list[dict[str, str]]:
    """The units that are told of a warning: the responsible one first, then those of the told levels above it."""
    area, topic = key
    above = [wide for wide in history.areas[area].ancestors if history.areas[wide].level in standing.told]
    units = [(place, history.units.get((place, topic), ("", ""))) for place in (area, *above)]
    return [{"area_id": place, "unit_en": unit[0], "unit_zh": unit[1]} for place, unit in units if unit[0]]
