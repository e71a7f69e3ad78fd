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
        lines = [(warned, warned.is_within_budget) for warned in recent]
        for rank, (warned, is_told) in enumerate(_filled(lines, day, policy, per_week), start=1):
            warned.rank, warned.is_within_budget = rank, is_told
    for copies in beside.values():
        lines = [(warned, bool(unit.get("is_within_budget"))) for warned, unit in copies]
        offered = _filled(lines, day, policy, per_week, is_copy=True)
        for rank, ((_, unit), (_, is_told)) in enumerate(zip(copies, offered, strict=True), start=1):
            unit |= {"rank": rank, "is_within_budget": is_told}


def _urgency(warned: Warned) -> tuple[int, float, str]:
    return -RANK[warned.colour], -warned.score, warned.warning_id


def _filled(
    lines: list[tuple[Warned, bool]], day: date, policy: WarningPolicy, per_week: int, is_copy: bool = False
) -> list[tuple[Warned, bool]]:
    """One unit's warnings, the most urgent first, and whether it is told of each: was before, and is now.

    ``is_copy``: the unit is told beside the responsible one, and of nothing that that one is not told of.
    """
    room = per_week - sum(was_told and warned.opened_on > day - WEEK for warned, was_told in lines)
    filled = []
    for warned, was_told in lines:
        passes = room > 0 or (warned.colour == "red" and policy.budget.red_always_passes)
        is_new = not was_told and passes and warned.is_live and (warned.is_within_budget or not is_copy)
        room -= is_new
        filled.append((warned, was_told or is_new))
    return filled
