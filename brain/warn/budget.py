"""At most so many warnings a week per recipient; the rest are ranked below the line, nothing is lost."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from brain.warn.warning import RANK, Warned
from schemas.warning_policy import WarningPolicy

WEEK = timedelta(days=7)


def apply_budget(warnings: list[Warned], day: date, policy: WarningPolicy, per_week: int) -> None:
    """Rank each recipient's warnings of the seven days to ``day`` and fill the budget in that order.

    A warning once told stays told; one below the line moves up when there is room while it is live.
    """
    weeks: dict[str, list[Warned]] = defaultdict(list)
    for warned in warnings:
        if warned.updated_on > day - WEEK and warned.colour != "grey":
            weeks[warned.recipient].append(warned)
    for recent in weeks.values():
        recent.sort(key=lambda warned: (-RANK[warned.colour], -warned.score, warned.warning_id))
        room = per_week - sum(w.is_within_budget and w.opened_on > day - WEEK for w in recent)
        for rank, warned in enumerate(recent, start=1):
            warned.rank = rank
            room -= _admit(warned, room, policy)


def _admit(warned: Warned, room: int, policy: WarningPolicy) -> int:
    """Tell of a warning where there is room; returns the room it takes."""
    if warned.is_within_budget or not warned.is_live:
        return 0
    passes = warned.colour == "red" and policy.budget.red_always_passes
    if room > 0 or passes:
        warned.is_within_budget = True
        return 1
    return 0
