"""Judges a city's days in order and keeps its warnings: raise, escalate, ease, expire. Pure: no clock, no lake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from brain.warn.budget import apply_budget
from brain.warn.deduplicate import gather, has_reached, is_related, is_same_matter, is_same_shortage
from brain.warn.evidence import evidence
from brain.warn.history import History, Key
from brain.warn.signals import DayReader, Signal
from brain.warn.standing import Standing, told
from brain.warn.titles import titles
from brain.warn.undo import BEFORE, remembered
from brain.warn.warning import EASED, HUB, RANK, Event, Warned, said_at, warning_id
from schemas.warning_policy import WarningPolicy

COLOUR_OF = {"sign": "yellow", "tendency": "orange", "trend": "red"}


class Judge:
    """Holds the warnings of one city while its days pass.

    ``told_at``: when what is judged now can first be read (None: each day on its own morning). The clock of an answer
    does not begin before: nobody is late with what was found in the past only today.
    """

    def __init__(
        self,
        history: History,
        policy: WarningPolicy,
        past: list[Warned] | None = None,
        standing: Sequence[Standing] | None = None,
        told_at: datetime | None = None,
    ) -> None:
        self.history, self.policy, self.told_at = history, policy, told_at
        self.standing = standing or [Standing()] * len(history.days)
        self.reader = DayReader(history, policy, [day.max_q_factor for day in self.standing])
        self.warnings = list(past or [])

    def judge(self, first: date, last: date) -> list[Warned]:
        """Judge the days ``first`` to ``last``, both included, as far as the history holds them."""
        for column, day in enumerate(self.history.days):
            if first <= day <= last:
                self._judge_day(column)
        return self.warnings

    def _judge_day(self, column: int) -> None:
        touched = set()
        for signal, others in gather(self.reader.signals(column), self.policy, self.history):
            rule = signal.rule(self.policy)
            warned = None if rule is None else self._tell(rule, signal, others, column)
            if warned is not None:
                touched.add(warned.warning_id)
        for warned in self.warnings:
            if warned.is_live and warned.colour != "grey" and warned.warning_id not in touched:
                self._quieten(warned, column)
        per_week = round(self.policy.budget.per_week * self.standing[column].budget_factor)
        apply_budget(self.warnings, self._said_on(column), self.policy, per_week)

    def _said_on(self, column: int) -> date:
        return self.history.days[column] + timedelta(days=1)

    def _at(self, column: int) -> datetime:
        return said_at(self.history.days[column], self.history.timezone)

    def _tell(self, rule: str, signal: Signal, others: list[Signal], column: int) -> Warned | None:
        live = self._live_related(signal, rule, column)
        if live is not None:
            self._update(live, rule, signal, others, column)
            return live
        colour = COLOUR_OF[rule.split("_")[0]]
        if self._is_cooling(signal.key, colour, column):
            return None
        return self._raise(rule, colour, signal, others, column)

    def _live_related(self, signal: Signal, rule: str, column: int) -> Warned | None:
        """A live warning of this series, or else of one nested or linked, or of the same resource's shortage.

        What explains most of a wider warning's excess is a matter of its own: a burst main in a rainy week.
        """
        live, key = [warned for warned in self.warnings if warned.is_live and warned.colour != "grey"], signal.key
        same = [warned for warned in live if warned.key == key]
        related = same or [
            w
            for w in live
            if is_related(w.key, key, self.policy, self.history) and not self._is_most(signal, w, column)
        ]
        if not related:
            related = [w for w in live if has_reached(w.key, w.evidence.get("spread_to", ()), key, signal.spread_to)]
        if not related and rule == "trend_capacity":
            resource = signal.short_resource(self.policy)
            related = [w for w in live if is_same_shortage(w.key, key, (w.short_resource, resource), self.history)]
        return related[-1] if related else None

    def _is_most(self, signal: Signal, wide: Warned, column: int) -> bool:
        """The signal carries most of today's excess of a warning in an area around its own."""
        row = self.reader.rows.get(wide.key)
        if row is None or not signal.is_sign or wide.key[0] not in self.history.areas[signal.key[0]].ancestors:
            return False
        if self.history.is_measure(wide.key) or self.history.is_measure(signal.key):
            return False
        of_all = float(np.nan_to_num(self.reader.excess[row, column]))
        return signal.excess >= self.policy.deduplication.child_share * of_all

    def _is_cooling(self, key: Key, colour: str, column: int) -> bool:
        since = self._said_on(column) - timedelta(days=self.policy.cool_down_days)
        return any(
            warned.key == key
            and not warned.is_live
            and warned.updated_on > since
            and RANK[warned.colour] >= RANK[colour]
            for warned in self.warnings
        )

    def _raise(self, rule: str, colour: str, signal: Signal, others: list[Signal], column: int) -> Warned:
        day, at = self._said_on(column), self._at(column)
        unit = self.history.units.get(signal.key, ("", ""))
        english, chinese = titles(rule, signal, self.history, column)
        warned = Warned(
            warning_id=warning_id(self.history.city_id, day, signal.key),
            city_id=self.history.city_id,
            key=signal.key,
            level=self.history.areas[signal.key[0]].level,
            colour=colour,
            rule=rule,
            opened_on=day,
            updated_on=day,
            title_en=english,
            title_zh=chinese,
            unit_en=unit[0],
            unit_zh=unit[1],
            due_at=self._due(at, colour, signal.key),
            evidence=self._evidence(rule, signal, others, column),
            score=self._score(signal, column),
            is_exercise=self._is_exercise(rule, signal, column),
            policy_version=self.policy.policy_version,
        )
        warned.events.append(Event(at, "raised", colour, HUB, rule))
        self.warnings.append(warned)
        self._take_in(warned, column)
        return warned

    def _take_in(self, wide: Warned, column: int) -> None:
        """Ends the warnings that one of the same matter in a wider area now tells of, unless a person has acted."""
        for warned in self.warnings:
            is_within = wide.key[0] in self.history.areas[warned.key[0]].ancestors
            if (
                warned.state == "open"
                and is_within
                and 0 < RANK[warned.colour] <= RANK[wide.colour]
                and is_same_matter(warned.key, wide.key, self.history)
            ):
                warned.state, warned.updated_on = "expired", self._said_on(column)
                note = f"told of with {wide.warning_id}"
                warned.events.append(Event(self._at(column), "expired", warned.colour, HUB, note))

    def _evidence(self, rule: str, signal: Signal, others: list[Signal], column: int) -> dict[str, Any]:
        found = evidence(rule, signal, others, self.history, column, self.policy)
        return found | {"told": told(signal.key, self.standing[column], self.history)}

    def _is_exercise(self, rule: str, signal: Signal, column: int) -> bool:
        """In a drill: raised by the drill's thresholds alone. What would have been raised without it is meant."""
        by_threshold = rule != "trend_capacity" and signal.cluster is None
        return self.standing[column].is_exercise and by_threshold and not self.reader.usual_signs[signal.row, column]

    def _due(self, at: datetime, colour: str, key: Key) -> datetime:
        due = self.policy.due_hours[colour]
        start = at if self.told_at is None else max(at, self.told_at)
        return start + timedelta(hours=due.hazard if self.history.topics[key[1]].is_hazard else due.usual)

    def _score(self, signal: Signal, column: int) -> float:
        """Orders warnings of one colour: excess in standard deviations, hazards first."""
        expected = float(np.nan_to_num(self.history.expected[signal.row, column]))
        hazard = 5.0 if self.history.topics[signal.key[1]].is_hazard else 0.0
        return signal.excess / float(np.sqrt(expected + 1)) + hazard

    def _update(self, warned: Warned, rule: str, signal: Signal, others: list[Signal], column: int) -> None:
        if self._outlives_clock(warned, signal, column):
            rule = "trend_growing"
        colour = COLOUR_OF[rule.split("_")[0]]
        warned.evidence["quiet_days"] = 0
        if RANK[colour] > RANK[warned.colour]:
            at = self._at(column)
            before = remembered(warned, at)
            warned.colour, warned.rule, warned.updated_on = colour, rule, self._said_on(column)
            self._move(warned, signal.key)
            warned.evidence = self._evidence(rule, signal, others, column) | {BEFORE: before}
            warned.is_exercise = warned.is_exercise and self._is_exercise(rule, signal, column)
            warned.title_en, warned.title_zh = titles(rule, signal, self.history, column)
            warned.due_at, warned.policy_version = self._due(at, colour, signal.key), self.policy.policy_version
            warned.events.append(Event(at, "escalated", colour, HUB, rule))
            self._take_in(warned, column)
        warned.updated_on = self._said_on(column)
        warned.score = max(warned.score, self._score(signal, column))

    def _move(self, warned: Warned, key: Key) -> None:
        """A matter that grows may be told of elsewhere than it began: area, topic and unit follow the evidence."""
        warned.key, warned.level = key, self.history.areas[key[0]].level
        warned.unit_en, warned.unit_zh = self.history.units.get(key, ("", ""))

    def _outlives_clock(self, warned: Warned, signal: Signal, column: int) -> bool:
        """Orange for longer than its clock and growing still."""
        since = next((event.at for event in reversed(warned.events) if event.colour == "orange"), None)
        if warned.colour != "orange" or since is None or signal.growth is None or signal.growth.lower <= 0:
            return False
        return (self._at(column) - since).days >= self.policy.trend.orange_clock_days

    def _quieten(self, warned: Warned, column: int) -> None:
        """Count a day without signals; ease or expire when there have been enough."""
        row = self.reader.rows.get(warned.key)
        p_value = 1.0 if row is None else float(np.nan_to_num(self.history.p_value[row, column], nan=1.0))
        if p_value <= self.policy.hysteresis.release_p:
            warned.evidence["quiet_days"] = 0
            return
        quiet = int(warned.evidence.get("quiet_days", 0)) + 1
        warned.evidence["quiet_days"] = quiet
        at, day = self._at(column), self._said_on(column)
        if quiet >= self.policy.hysteresis.close_after_days and warned.state == "open":
            warned.state, warned.updated_on = "expired", day
            warned.events.append(Event(at, "expired", warned.colour, HUB, f"{quiet} days without signals"))
        elif quiet == self.policy.hysteresis.ease_after_days and warned.colour in EASED:
            warned.colour, warned.updated_on = EASED[warned.colour], day
            warned.events.append(Event(at, "eased", warned.colour, HUB, f"{quiet} days without signals"))
