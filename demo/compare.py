"""Compare the hub's warnings with the planted incidents: what was warned of, in which colour, how early."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from demo.store import DemoError, truth_path
from schemas.settings import Settings
from warehouse.lake import open_lake

GRACE_DAYS = 5
"""A warning may still speak of an incident this many days after its end."""
RANK = {"yellow": 1, "orange": 2, "red": 3}


def _is_same_place(one: str, other: str) -> bool:
    """Whether one area holds the other."""
    return f"{one}-".startswith(f"{other}-") or f"{other}-".startswith(f"{one}-")


def is_same_topic(warned: str, planted: list[str]) -> bool:
    """The topic itself, or its group."""
    return warned in planted or warned in {topic.partition(".")[0] for topic in planted} or warned == "all"


def speaks_of(warning: dict[str, Any], incident: dict[str, Any]) -> bool:
    """Whether a warning is about this incident: time, topic and place all fit."""
    start, end = date.fromisoformat(incident["start"]), date.fromisoformat(incident["last_effect"])
    is_in_time = start <= warning["opened_on"] <= end + timedelta(days=GRACE_DAYS)
    is_there = any(_is_same_place(warning["area_id"], grid) for grid in [incident["area_id"], *incident["grids"]])
    return is_in_time and is_there and is_same_topic(warning["topic_id"], incident["topics"])


def _judge(incident: dict[str, Any], warnings: list[dict[str, Any]]) -> dict[str, Any]:
    found = [warning for warning in warnings if speaks_of(warning, incident)]
    first = min((warning["opened_on"] for warning in found), default=None)
    colours = [warning["colour"] for warning in found]
    highest = max(colours, key=lambda colour: RANK[colour], default=None)
    return {
        "incident": incident["id"],
        "area_id": incident["area_id"],
        "visible_from": incident["first_visible"],
        "peak": incident["peak"],
        "warned_on": first.isoformat() if first else None,
        "delay_days": (first - date.fromisoformat(incident["first_visible"])).days if first else None,
        "lead_days": (date.fromisoformat(incident["peak"]) - first).days if first else None,
        "colour": highest,
        "expected_colour": incident["colour"],
        "n_warnings": len(found),
    }


def _judge_all(truth: dict[str, Any], warnings: list[dict[str, Any]]) -> dict[str, Any]:
    rows = [_judge(incident, warnings) for incident in truth["incidents"]]
    known = [w for w in warnings if any(speaks_of(w, incident) for incident in truth["incidents"])]
    false = len(warnings) - len(known)
    return {
        "n_planted": len(rows),
        "n_warned": sum(row["warned_on"] is not None for row in rows),
        "n_warnings": len(warnings),
        "n_false": false,
        "precision": round(len(known) / len(warnings), 3) if warnings else None,
        "incidents": rows,
    }


def compare(settings: Settings, city: str = "yunlan") -> dict[str, Any]:
    """The comparison. ``delay_days`` from the first visible day, ``lead_days`` before the peak (negative: after it).

    Only warnings within their recipient's budget count. Raises DemoError where there is no demo city.
    """
    if not truth_path(settings).exists():
        raise DemoError(f"no ground truth at {truth_path(settings)}: run `python -m demo generate` first")
    truth = json.loads(truth_path(settings).read_text("utf-8"))
    with open_lake(settings) as conn:
        cursor = conn.execute(
            "select warning_id, colour, area_id, topic_id, opened_on from brain.warning"
            " where city_id = ? and colour <> 'grey' and is_within_budget and not is_exercise order by opened_on",
            [city],
        )
        names = [entry[0] for entry in cursor.description or []]
        warnings = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return _judge_all(truth, warnings)
