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
        "colour": warned.colour,
        "due_at": warned.due_at.isoformat(),
        "evidence": {name: value for name, value in warned.evidence.items() if name != BEFORE},
    }
    return [*_past(warned), now][-_DEPTH:]


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


def clocks(warnings: list[Warned]) -> dict[tuple[str, str], datetime]:
    """When an answer is due, by warning and colour, also the colours that it had before it escalated."""
    now = {(warned.warning_id, warned.colour): warned.due_at for warned in warnings}
    before = {(warned.warning_id, past["colour"]): _at(past) for warned in warnings for past in _past(warned)}
    return before | now


def keep_clocks(warnings: list[Warned], known: dict[tuple[str, str], datetime]) -> None:
    """What was said before in the same colour keeps the clock that it had."""
    for warned in warnings:
        warned.due_at = known.get((warned.warning_id, warned.colour), warned.due_at)
        for past in _past(warned):
            past["due_at"] = known.get((warned.warning_id, past["colour"]), _at(past)).isoformat()


def _past(warned: Warned) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = warned.evidence.get(BEFORE, [])
    return found


def _at(past: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(past["due_at"])


def _restore(warned: Warned, since: datetime) -> None:
    """Put back what was remembered at the first escalation since then."""
    known = _past(warned)
    earlier = [past for past in known if datetime.fromisoformat(past["at"]) < since]
    if len(earlier) == len(known):
        return
    past = known[len(earlier)]
    for name in _FIELDS:
        setattr(warned, name, past[name])
    warned.key = (past["area_id"], past["topic_id"])
    warned.due_at = _at(past)
    warned.evidence = past["evidence"] | ({BEFORE: earlier} if earlier else {})


def _day_of(event: Event, opened_on: date) -> date:
    return max(event.at.date(), opened_on)
