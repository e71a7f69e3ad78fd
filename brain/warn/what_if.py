"""How a changed policy would have spoken over the last year, beside the present one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from brain.warn.replay import history_as_of, judged
from brain.warn.standing import standings
from brain.warn.step import FIRST_RUN_DAYS, WARM_UP_DAYS
from brain.warn.unrecorded import Tick
from brain.warn.warning import RANK, Warned
from schemas.settings import Settings
from schemas.warning_policy import WarningPolicy, load_warning_policy
from warehouse.lake import open_lake

SAME_MATTER_DAYS = 14
"""Warnings of one series raised no farther apart speak of one matter."""


@dataclass(frozen=True)
class WhatIf:
    """Warnings told within the budget, by the changed policy against the present one, over ``days`` days."""

    days: int = 0
    gained: list[Warned] = field(default_factory=list)
    lost: list[Warned] = field(default_factory=list)
    moved: list[tuple[Warned, int]] = field(default_factory=list)
    """A warning of both and the days that the new policy is earlier (negative: later)."""
    recoloured: list[tuple[Warned, str, str]] = field(default_factory=list)
    """A warning of both, the highest colour it had, and the one that it would have had."""

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "n_days": self.days,
            "n_gained": len(self.gained),
            "n_lost": len(self.lost),
            "n_earlier": sum(days > 0 for _, days in self.moved),
            "n_later": sum(days < 0 for _, days in self.moved),
            "n_recoloured": len(self.recoloured),
        }


def what_if(city_id: str, as_of: date, policy_path: Path, settings: Settings, tick: Tick = lambda *_: None) -> WhatIf:
    """Replay the year before ``as_of`` under the present policy and under the one at ``policy_path``."""
    return tried(city_id, as_of, load_warning_policy(settings, policy_path), settings, tick)


def tried(
    city_id: str, as_of: date, changed: WarningPolicy, settings: Settings, tick: Tick = lambda *_: None
) -> WhatIf:
    """The same for a policy at hand; evidence for days that the lake holds none of is found now, from their past alone.

    Both policies judge the same evidence; ``tick`` is told how far its finding has come.
    """
    present = load_warning_policy(settings)
    since = as_of - timedelta(days=FIRST_RUN_DAYS + WARM_UP_DAYS)
    with open_lake(settings) as conn:
        history = history_as_of(conn, city_id, as_of, present, settings, since, tick)
        if history is None:
            return WhatIf()
        standing = standings(conn, history, settings)
    tick("Replaying both policies", 0, 1)
    before, after = (judged(history, standing, policy) for policy in (present, changed))
    n_days = min(len(history.days) - WARM_UP_DAYS, FIRST_RUN_DAYS)
    return compare(before, after, n_days)


def compare(present: list[Warned], changed: list[Warned], n_days: int = 0) -> WhatIf:
    """Pair the warnings told of one series that were raised within two weeks of each other, the nearest first."""
    left = [warned for warned in present if warned.is_within_budget]
    found = WhatIf(n_days, lost=left)
    for warned in changed:
        if not warned.is_within_budget:
            continue
        twin = _twin(warned, left)
        if twin is None:
            found.gained.append(warned)
            continue
        left.remove(twin)
        if twin.opened_on != warned.opened_on:
            found.moved.append((warned, (twin.opened_on - warned.opened_on).days))
        if _highest(twin) != _highest(warned):
            found.recoloured.append((warned, _highest(twin), _highest(warned)))
    return found


def _twin(warned: Warned, others: list[Warned]) -> Warned | None:
    near = [
        other
        for other in others
        if other.key == warned.key and abs(other.opened_on - warned.opened_on) <= timedelta(days=SAME_MATTER_DAYS)
    ]
    return min(near, key=lambda other: abs(other.opened_on - warned.opened_on), default=None)


def _highest(warned: Warned) -> str:
    return max((event.colour for event in warned.events), key=RANK.__getitem__)
