"""The warning step of the hub, its replay, and the what-if of another policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from brain.as_of import CityClock, city_clocks
from brain.warn.history import History
from brain.warn.judge import Judge
from brain.warn.leads import write_leads
from brain.warn.performance import write_performance
from brain.warn.read import read_history
from brain.warn.stale import grey
from brain.warn.standing import standings
from brain.warn.store import has_human_event, read_warnings, undo_since, write_warnings
from brain.warn.warning import Warned, said_at
from privacy.policy import log_warning_policy
from schemas.settings import Settings
from schemas.warning_policy import WarningPolicy, load_warning_policy
from warehouse.lake import open_lake, transaction

FIRST_RUN_DAYS = 365
"""On the first run, warnings are also judged for this many days before, so that there is a history from the start."""
WARM_UP_DAYS = 7
"""Days with detections before the first judged one, for sustained and spreading."""


def warn_step(settings: Settings) -> None:
    """Judge each city's days that have not been judged; running a day again says the same again, not twice."""
    policy = load_warning_policy(settings)
    with open_lake(settings) as conn:
        clocks = city_clocks(conn, settings)
    for clock in clocks:
        _warn_city(clock, policy, settings)


def _warn_city(clock: CityClock, policy: WarningPolicy, settings: Settings) -> None:
    with open_lake(settings) as conn:
        history = read_history(conn, clock.city_id, clock.through, policy, settings)
        if history is None:
            return
        past, first = _resume(conn, clock, history)
        standing = standings(conn, history, settings, datetime.now(UTC))
    n_before = len(past)
    warnings = Judge(history, policy, past, standing).judge(first, clock.through)
    now = said_at(clock.through, history.timezone)
    warnings = grey(warnings, history, clock.today, now, policy)
    days = [day for day in history.days if first <= day <= clock.through]
    with open_lake(settings, write=True) as conn, transaction(conn, f"warn {clock.city_id} {clock.today}"):
        log_warning_policy(conn, clock.city_id, policy.policy_version, "hub", datetime.now(UTC))
        write_warnings(conn, clock.city_id, warnings)
        _mark_judged(conn, clock.city_id, days, policy, len(warnings) - n_before)
        write_performance(conn, clock.city_id, clock.today, policy)
        write_leads(conn, clock.city_id, clock.today, clock.through)


def _resume(conn: duckdb.DuckDBPyConnection, clock: CityClock, history: History) -> tuple[list[Warned], date]:
    """The warnings to go on from and the first day to judge.

    If today has been judged, the whole run that judged it is taken back and done again, unless a person has acted on
    what it said: then only its last day's grey warnings can change.
    """
    earliest = max(history.days[0] + timedelta(days=WARM_UP_DAYS), clock.through - timedelta(days=FIRST_RUN_DAYS))
    warnings = read_warnings(conn, clock.city_id)
    row = conn.execute("select max(day) from brain.judged_day where city_id = ?", [clock.city_id]).fetchone()
    last = row[0] if row else None
    if last is None:
        return [], earliest
    if last < clock.through:
        return warnings, last + timedelta(days=1)
    first = _first_of_run(conn, clock.city_id, last)
    since = said_at(first, history.timezone)
    if has_human_event(warnings, since):
        return warnings, last + timedelta(days=1)
    return undo_since(warnings, since), first


def _first_of_run(conn: duckdb.DuckDBPyConnection, city_id: str, day: date) -> date:
    """First day judged in the same run as ``day``."""
    rows = conn.execute(
        "select min(other.day) from brain.judged_day as other inner join brain.judged_day as judged "
        "on other.city_id = judged.city_id and other.judged_at = judged.judged_at "
        "where judged.city_id = ? and judged.day = ?",
        [city_id, day],
    ).fetchall()
    first: date = rows[0][0]
    return first


def _mark_judged(
    conn: duckdb.DuckDBPyConnection, city_id: str, days: list[date], policy: WarningPolicy, n_opened: int
) -> None:
    if days:
        conn.execute("delete from brain.judged_day where city_id = ? and day >= ?", [city_id, days[0]])
        conn.execute(
            "insert into brain.judged_day select ?, unnest(?), ?, ?, ?",
            [city_id, days, policy.policy_version, n_opened, datetime.now(UTC)],
        )


def replay(city_id: str, as_of: date, settings: Settings, policy: WarningPolicy | None = None) -> list[Warned]:
    """What would have been said on the local day ``as_of`` and in the year before it, by ``policy`` (default: today's).

    Read from the lake's snapshot of that morning, or, where the lake is younger than that, from its earlier days alone.
    """
    chosen = policy or load_warning_policy(settings)
    through = as_of - timedelta(days=1)
    with open_lake(settings) as conn:
        history = _history_as_of(conn, city_id, as_of, chosen, settings)
        if history is None:
            return []
        standing = standings(conn, history, settings)
    first = max(history.days[0] + timedelta(days=WARM_UP_DAYS), through - timedelta(days=FIRST_RUN_DAYS))
    return Judge(history, chosen, standing=standing).judge(first, through)


def _history_as_of(
    conn: duckdb.DuckDBPyConnection, city_id: str, as_of: date, policy: WarningPolicy, settings: Settings
) -> History | None:
    through = as_of - timedelta(days=1)
    present = read_history(conn, city_id, through, policy, settings)
    row = conn.execute(
        "select max(judged_at) from brain.judged_day where city_id = ? and day = ?", [city_id, through]
    ).fetchone()
    if present is None or row is None or row[0] is None or row[0].date() > as_of + timedelta(days=1):
        return present
    return read_history(conn, city_id, through, policy, settings, row[0])


@dataclass(frozen=True)
class WhatIf:
    """How a changed policy would have spoken: warnings gained, lost, and earlier or later by days."""

    gained: list[Warned]
    lost: list[Warned]
    moved: list[tuple[Warned, int]]
    """A warning of both and the days that the new policy is earlier (negative: later)."""


def what_if(city_id: str, as_of: date, policy_path: Path, settings: Settings) -> WhatIf:
    """Replay the year before ``as_of`` under the present policy and under the one at ``policy_path``."""
    present = replay(city_id, as_of, settings)
    changed = replay(city_id, as_of, settings, load_warning_policy(settings, policy_path))
    return compare(present, changed)


def compare(present: list[Warned], changed: list[Warned]) -> WhatIf:
    """Pair warnings of one series opened within two weeks of each other."""
    left = list(present)
    gained, moved = [], []
    for warned in changed:
        twin = next((w for w in left if w.key == warned.key and abs((w.opened_on - warned.opened_on).days) <= 14), None)
        if twin is None:
            gained.append(warned)
            continue
        left.remove(twin)
        if twin.opened_on != warned.opened_on:
            moved.append((warned, (twin.opened_on - warned.opened_on).days))
    return WhatIf(gained, left, moved)
