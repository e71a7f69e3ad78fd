"""Taking back what the hub said of days that are judged again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from brain.warn.warning import Event, Warned

BEFORE = "before"
"""Where the evidence keeps what a warning was before it escalated, the latest last."""
_DEPTH = 3
_FIELDS = ("level", "rule", "title_en", "title_zh", "unit_en", "unit_zh", "score", "is_exercise", "policy_version")


def remembered(warned: Warned, at: datetime) -> list[dict[str, Any]]:
    """What the warning is before it escalates ``at``, JSON-ready, after what it was before earlier escalations."""
    now = {name: getattr(warned, name) for name in _FIELDS} | {
        "at": at.isoformat(),
        "area_id": warned.key[0],
        "topic_id": warned.key[1],
        "due_at": warned.due_at.isoformat(),
        "evidence": {name: value for name, value in warned.evidence.items() if name != BEFORE},
    }
    return [*warned.evidence.get(BEFORE, []), now][-_DEPTH:]


def undo_since(warnings: list[Warned], since: datetime) -> list[Warned]:
    """The warnings as they stood before ``since``: what the hub said later is taken back, to be said anew.

    One that had escalated has the area, topic, unit, words and evidence again that it had before.
    """
    kept = []
    for warned in warnings:
        earlier = [event for event in warned.events if event.at < since]
        if not earlier:
            continue
        last = earlier[-1]
        _restore(warned, since)
        warned.events, warned.colour, warned.updated_on = earlier, last.colour, _day_of(last, warned.opened_on)
        if warned.state == "expired" and last.kind != "expired":
            warned.state = "open"
        kept.append(warned)
    return kept


def _restore(warned: Warned, since: datetime) -> None:
    """Put back what was remembered at the first escalation since then."""
    known = warned.evidence.get(BEFORE, [])
    earlier = [past for past in known if datetime.fromisoformat(past["at"]) < since]
    if len(earlier) == len(known):
        return
    past = known[len(earlier)]
    for name in _FIELDS:
        setattr(warned, name, past[name])
    warned.key = (past["area_id"], past["topic_id"])
    warned.due_at = datetime.fromisoformat(past["due_at"])
    warned.evidence = past["evidence"] | ({BEFORE: earlier} if earlier else {})


def _day_of(event: Event, opened_on: date) -> date:
    return max(event.at.date(), opened_on)
