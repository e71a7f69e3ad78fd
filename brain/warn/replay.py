"""What would have been said by a day, from the lake as it was that morning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb

from brain.warn.history import History
from brain.warn.judge import Judge
from brain.warn.read import read_history
from brain.warn.standing import Standing, standings
from brain.warn.step import FIRST_RUN_DAYS, WARM_UP_DAYS
from brain.warn.unrecorded import Tick
from brain.warn.warning import Warned
from schemas.settings import Settings
from schemas.warning_policy import WarningPolicy, load_warning_policy
from warehouse.lake import open_lake


def replay(city_id: str, as_of: date, settings: Settings, policy: WarningPolicy | None = None) -> list[Warned]:
    """What would have been said on the local day ``as_of`` and in the year before it, by ``policy`` (default: today's).

    Read from the lake's snapshot of that morning, or, where the lake is younger than that, from its earlier days alone.
    """
    chosen = policy or load_warning_policy(settings)
    with open_lake(settings) as conn:
        history = history_as_of(conn, city_id, as_of, chosen, settings)
        standing = standings(conn, history, settings) if history is not None else ()
    return judged(history, standing, chosen) if history is not None else []


def judged(history: History, standing: Sequence[Standing], policy: WarningPolicy) -> list[Warned]:
    """The warnings of the history's last year by that policy."""
    last = history.days[-1]
    first = max(history.days[0] + timedelta(days=WARM_UP_DAYS), last - timedelta(days=FIRST_RUN_DAYS))
    return Judge(history, policy, standing=standing).judge(first, last)


def history_as_of(
    conn: duckdb.DuckDBPyConnection,
    city_id: str,
    as_of: date,
    policy: WarningPolicy,
    settings: Settings,
    since: date | None = None,
    tick: Tick = lambda *_: None,
) -> History | None:
    """What was known on the morning of ``as_of``; the rest as :func:`brain.warn.read.read_history` has it."""
    through = as_of - timedelta(days=1)
    row = conn.execute(
        "select max(judged_at) from brain.judged_day where city_id = ? and day = ?", [city_id, through]
    ).fetchone()
    moment = row[0] if row is not None else None
    is_of_that_day = moment is not None and moment.date() <= as_of + timedelta(days=1)
    return read_history(conn, city_id, through, policy, settings, moment if is_of_that_day else None, since, tick)
