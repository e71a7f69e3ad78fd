"""At most so many warnings a week per recipient; the rest are ranked below the line, nothing is lost."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from brain.warn.warning import RANK, Warned
from schemas.warning_policy import WarningPolicy

WEEK = timedelta(days=7)


def apply_budget(warnings: list[Warned], day: date, policy: WarningPolicy, per_week: int) -> None:
    """Rank each recipient's warnings of the seven days to ``day`` and fill the budget in that order.

    A warning once told stays told; one below the line moves up when there is room while it is live. Units told beside
    the responsible one have the same budget each; their rank and line stand with them in the evidence (``told``).
    """
    weeks: dict[str, list[Warned]] = defaultdict(list)
    beside: dict[str, list[tuple[Warned, dict[str, Any]]]] = defaultdict(list)
    for warned in sorted(warnings, key=_urgency):
        if warned.updated_on > day - WEEK and warned.colour != "grey":
            weeks[warned.recipient].append(warned)
            for unit in warned.evidence.get("told", [])[1:]:
                beside[unit["unit_en"]].append((warned, unit))
    for recent in weeks.values():
        room = per_week - sum(w.is_within_budget and w.opened_on > day - WEEK for w in recent)
        for rank, warned in enumerate(recent, start=1):
            warned.rank = rank
            if not warned.is_within_budget and _is_admitted(warned, room, policy):
                warned.is_within_budget = True
                room -= 1
    for copies in beside.values():
        _tell_beside(copies, day, policy, per_week)


def _tell_beside(copies: list[tuple[Warned, dict[str, Any]]], day: date, policy: WarningPolicy, per_week: int) -> None:
    """The same for one unit that is told beside the responsible ones, of the warnings that those were told of."""
    room = per_week - sum(bool(unit.get("is_within_budget")) and w.opened_on > day - WEEK for w, unit in copies)
    for rank, (warned, unit) in enumerate(copies, start=1):
        unit["rank"] = rank
        if unit.setdefault("is_within_budget", False) or not warned.is_within_budget:
            continue
        if _is_admitted(warned, room, policy):
            unit["is_within_budget"] = True
            room -= 1


def _urgency(warned: Warned) -> tuple[int, float, str]:
    return -RANK[warned.colour], -warned.score, warned.warning_id


def _is_admitted(warned: Warned, room: int, policy: WarningPolicy) -> bool:
    """Whether there is room to tell of a warning, or it is told of in any case."""
    return warned.is_live and (room > 0 or (warned.colour == "red" and policy.budget.red_always_passes))
