"""The warning step of the hub."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import duckdb

from brain.as_of import CityClock, city_clocks
from brain.warn.history import History
from brain.warn.judge import Judge
from brain.warn.leads import write_leads
from brain.warn.performance import write_performance
from brain.warn.read import read_history
from brain.warn.stale import grey
from brain.warn.standing import standings
from brain.warn.store import acts_of_people, has_human_event, read_warnings, write_warnings
from brain.warn.undo import clocks, keep_clocks, undo_since
from brain.warn.warning import HUB, Warned, said_at
from privacy.policy import log_warning_policy
from schemas.errors import HubError
from schemas.settings import Settings
from schemas.warning_policy import WarningPolicy, load_warning_policy
from warehouse.lake import open_lake, transaction

FIRST_RUN_DAYS = 365
"""On the first run, warnings are also judged for this many days before, so that there is a history from the start."""
WARM_UP_DAYS = 7
"""Days with detections before the first judged one, for sustained and spreading."""

TRIES = 5
"""A city is judged again where somebody acted meanwhile: judging reads all warnings and writes them anew."""

FOUND = "found in the policy file; no what-if on record"
"""The reason recorded for a policy that was not activated by :mod:`brain.warn.activate`."""


class WarningStepError(HubError):
    """Warnings could not be written."""


def warn_step(settings: Settings) -> None:
    """Judge each city's days that have not been judged; running a day again says the same again, not twice."""
    policy = load_warning_policy(settings)
    with open_lake(settings) as conn:
        clocks = city_clocks(conn, settings)
    for clock in clocks:
        for _ in range(TRIES):
            if _warn_city(clock, policy, settings):
                break
        else:
            raise WarningStepError(
                f"people acted on warnings of {clock.city_id} each of the {TRIES} times they were judged; run it again"
            )


def _warn_city(clock: CityClock, policy: WarningPolicy, settings: Settings) -> bool:
    """False, and nothing written, where somebody acted on a warning while it was being judged."""
    with open_lake(settings) as conn:
        history = read_history(conn, clock.city_id, clock.through, policy, settings)
        if history is None:
            return True
        known = read_warnings(conn, clock.city_id)
        due_before, acts_before = clocks(known), acts_of_people(known)
        past, first = _resume(conn, clock, history, known)
        standing = standings(conn, history, settings, datetime.now(UTC))
    n_before = len(past)
    warnings = Judge(history, policy, past, standing, datetime.now(UTC)).judge(first, clock.through)
    keep_clocks(warnings, due_before)
    now = said_at(clock.through, history.timezone)
    warnings = grey(warnings, history, clock.today, now, policy)
    days = [day for day in history.days if first <= day <= clock.through]
    with open_lake(settings, write=True) as conn:
        if acts_of_people(read_warnings(conn, clock.city_id)) != acts_before:
            return False
        with transaction(conn, f"warn {clock.city_id} {clock.today}"):
            log_warning_policy(conn, clock.city_id, policy.policy_version, HUB, datetime.now(UTC), FOUND)
            write_warnings(conn, clock.city_id, warnings)
            _mark_judged(conn, clock.city_id, days, policy, len(warnings) - n_before)
            write_performance(conn, clock.city_id, clock.today, policy)
            write_leads(conn, clock.city_id, clock.today, clock.through)
    return True


def _resume(
    conn: duckdb.DuckDBPyConnection, clock: CityClock, history: History, warnings: list[Warned]
) -> tuple[list[Warned], date]:
    """Of the ``warnings`` that stand, those to go on from, and the first day to judge.

    If today has been judged, the whole run that judged it is taken back and done again, unless a person has acted on
    what it said: then only its last day's grey warnings can change.
    """
    earliest = max(history.days[0] + timedelta(days=WARM_UP_DAYS), clock.through - timedelta(days=FIRST_RUN_DAYS))
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
