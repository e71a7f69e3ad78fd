"""The demo city's duty desk: when the offices told would have acted on a warning, and how they would have closed it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from brain.warn.acts import Act
from brain.warn.warning import HUB, Event, Warned
from demo.compare import is_same_topic, speaks_of
from demo.draws import Draws, name_key
from schemas.warning_policy import WarningPolicy

DESK = "demo duty desk"
"""Stands in the actor of every act of the desk, and ``simulated`` in its note."""
RECENT_DAYS = 10
"""Warnings told of within so many days are left open, so that there are live ones to see."""
IN_HAND = ("acknowledged", "dispatched")
"""What is done about a red warning while it lives; it is not ended."""
LEAST, MOST = 0.1, 1.1
"""Part of the hours given for an answer that passes until it is seen: one in ten is late."""
SETTLED_AT = time(18)


@dataclass(frozen=True)
class Desk:
    """What the desk knows: the ground truth, the hours that the policy gives, and the day after the last judged one.

    The same warning is acted on in the same way whenever the desk comes to it: draws depend on seed and warning alone.
    """

    incidents: list[dict[str, Any]]
    hazards: frozenset[str]
    policy: WarningPolicy
    zone: ZoneInfo
    today: date
    seed: int

    def matters(self, warned: Warned) -> list[dict[str, Any]]:
        """The planted incidents that a warning speaks of, by `demo compare`, when it is raised or escalates."""
        return [
            incident for incident in self.incidents if any(self._speaks(warned, e, incident) for e in _told(warned))
        ]

    def is_due(self, warned: Warned) -> bool:
        """Told of long enough ago, not ended by people, and nobody else has acted on it."""
        is_ours = all(event.actor == HUB or DESK in event.actor for event in warned.events)
        is_old = (self.today - warned.opened_on).days > RECENT_DAYS
        return is_ours and is_old and warned.state != "closed"

    def acts_on(self, warned: Warned) -> list[Act]:
        """What remains to be entered of the acts done before ``today``, in order."""
        done = {event.kind: event.at for event in warned.events if event.actor != HUB}
        acts = [act for act in self._plan(warned) if act.kind not in done]
        if warned.colour == "red" and warned.is_live:
            acts = [act for act in acts if act.kind in IN_HAND]
        elif warned.state == "expired":
            acts = _after_expiry(acts, warned.events[-1].at)
        since = max(done.values(), default=warned.events[0].at)
        stated = [replace(act, at=max(_at(act), since)) for act in acts]
        midnight = datetime.combine(self.today, time(), self.zone)
        return list(takewhile(lambda act: _at(act) < midnight, stated))

    def _plan(self, warned: Warned) -> list[Act]:
        matters = self.matters(warned)
        steps = self._real(warned, matters) if matters else self._false(warned)
        actor = f"{warned.unit_en} ({DESK})".strip()
        return [Act(warned.warning_id, kind, actor, f"simulated: {note}", at) for kind, note, at in steps]

    def _real(self, warned: Warned, matters: list[dict[str, Any]]) -> Iterator[tuple[str, str, datetime]]:
        """Nobody is sent before the hub speaks of the matter: a warning may be raised first and escalate by it."""
        told = _told(warned)
        spoken = next(n for n, event in enumerate(told) if any(self._speaks(warned, event, i) for i in matters))
        looked, hours = self._seen(warned, told[spoken:])
        there = looked + self._wait(warned, "dispatch", 0.1, 0.5, hours)
        last = max(_last_day(warned.key[1], incident) for incident in matters)
        settled = max(datetime.combine(last, SETTLED_AT, self.zone), there + self._wait(warned, "settle", 1, 9))
        yield "acknowledged", "seen", self._seen(warned, told)[0]
        yield "dispatched", f"a crew to {warned.key[0]}", there
        yield "resolved", "settled", settled
        title = ", ".join(incident["title_en"] for incident in matters)
        yield "confirmed", title, settled + self._wait(warned, "close", 4, 28)

    def _false(self, warned: Warned) -> Iterator[tuple[str, str, datetime]]:
        told = _told(warned)
        looked, hours = self._seen(warned, told[-1:])
        yield "acknowledged", "seen", self._seen(warned, told)[0]
        yield "false_alarm", "nothing unusual found", looked + self._wait(warned, "look", 0.2, 1.0, hours)

    def _speaks(self, warned: Warned, event: Event, incident: dict[str, Any]) -> bool:
        area_id, topic_id = warned.key
        day = event.at.astimezone(self.zone).date()
        return speaks_of({"area_id": area_id, "topic_id": topic_id, "opened_on": day}, incident)

    def _seen(self, warned: Warned, told: list[Event]) -> tuple[datetime, float]:
        """When what was told is seen, by the clock that runs out first, and that clock's hours."""
        clocks = []
        for event in told:
            due = self.policy.due_hours[event.colour]
            hours = due.hazard if warned.key[1] in self.hazards else due.usual
            clocks.append((event.at + self._wait(warned, "see", LEAST, MOST, hours), hours))
        return min(clocks)

    def _wait(self, warned: Warned, name: str, least: float, most: float, hours: float = 1.0) -> timedelta:
        """Between ``least`` and ``most`` times so many hours, in whole minutes."""
        keys = np.array([name_key(warned.warning_id)])
        share = least + (most - least) * float(Draws(self.seed, "duty_desk", keys).uniform(name)[0])
        return timedelta(minutes=round(60 * hours * share))


def _told(warned: Warned) -> list[Event]:
    """When the hub said something new or worse."""
    return [event for event in warned.events if event.kind in ("raised", "escalated")]


def _at(act: Act) -> datetime:
    assert act.at is not None
    return act.at


def _after_expiry(acts: list[Act], expired_at: datetime) -> list[Act]:
    """What was seen in time is acted on in full; else somebody still looks, and says how it turned out."""
    if _at(acts[0]) < expired_at:
        return acts
    return [replace(acts[-1], at=max(_at(acts[1]), expired_at))]


def _last_day(topic_id: str, incident: dict[str, Any]) -> date:
    """The last day of the incident's effects on the topic warned of."""
    felt = [effect for effect in incident["effects"] if is_same_topic(topic_id, [effect["topic"]])]
    return date.fromisoformat(incident["start"]) + timedelta(days=max(e["lag"] + e["days"] for e in felt) - 1)
