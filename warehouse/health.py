"""How fresh each feed is against what its department promised. Stale is grey, never green."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import duckdb

from schemas.city_model import load_cities
from schemas.clock import today
from schemas.contract import FeedContract
from schemas.contract_loader import read_contracts
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

MAX_QUARANTINED_SHARE = 0.2
"""A last run with a larger share of quarantined rows makes the feed ``failed``: its figures cannot be trusted."""


@dataclass(frozen=True)
class FeedHealth:
    """A row of ``ops.feed_health``; minutes since the end of the last complete day against those allowed."""

    feed: str
    city_id: str
    loaded_through: datetime | None
    freshness_minutes: int | None
    allowed_minutes: int
    state: str
    """``fresh``, ``late`` or ``failed``."""
    last_error: str | None
    checked_at: datetime


def refresh_feed_health(settings: Settings) -> list[FeedHealth]:
    """Judge every active feed and replace ``ops.feed_health``."""
    contracts = [c for c in read_contracts(settings)[0].values() if c.status == "active"]
    with open_lake(settings, write=True) as conn:
        found = [_judge(conn, contract, settings) for contract in contracts]
        with transaction(conn, "refresh feed health"):
            conn.execute("delete from ops.feed_health")
            if found:
                rows = [list(vars(health).values()) for health in found]
                conn.executemany("insert into ops.feed_health values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return found


def feed_states(settings: Settings) -> dict[str, str]:
    """State by feed as last judged; a feed never judged is absent."""
    with open_lake(settings) as conn:
        return dict(conn.execute("select feed, state from ops.feed_health").fetchall())


def _judge(conn: duckdb.DuckDBPyConnection, contract: FeedContract, settings: Settings) -> FeedHealth:
    through = _scalar(conn, "select loaded_through from ops.cursor where feed = ?", contract.id)
    now = _now(contract, settings, through)
    age = None if through is None else max(0, int((now - through).total_seconds() // 60))
    allowed = int((contract.sla.frequency + contract.sla.latency).total_seconds() // 60)
    error = _last_error(conn, contract.id)
    state = "failed" if error else "fresh" if age is not None and age <= allowed else "late"
    return FeedHealth(contract.id, contract.city, through, age, allowed, state, error, datetime.now(UTC))


def _last_error(conn: duckdb.DuckDBPyConnection, feed: str) -> str | None:
    """Why the feed's last run failed or cannot be trusted; None if it can."""
    attempt = conn.execute(
        "select state, error, run_id from ops.run_attempt where feed = ? order by finished_at desc limit 1", [feed]
    ).fetchone()
    if attempt is None:
        return None
    if attempt[0] == "failed":
        return str(attempt[1])
    counts = conn.execute("select n_quarantined, n_pulled from ops.run where run_id = ?", [attempt[2]]).fetchone()
    if counts and counts[0] > MAX_QUARANTINED_SHARE * counts[1]:
        return f"{counts[0]} of {counts[1]} rows of the last run are in quarantine"
    return None


def _now(contract: FeedContract, settings: Settings, through: datetime | None) -> datetime:
    """The moment as of which the feed is judged: midnight where the day is given, else the present."""
    zone = ZoneInfo(contract.timezone)
    is_archive = load_cities(settings)[contract.city].clock == "data"
    if settings.today is None and not is_archive:
        return datetime.now(UTC)
    last: date | None = None if through is None else (through - (through.resolution)).astimezone(zone).date()
    return datetime.combine(today(contract.city, settings, last), time(), zone).astimezone(UTC)


def _scalar(conn: duckdb.DuckDBPyConnection, query: str, value: str) -> datetime | None:
    row = conn.execute(query, [value]).fetchone()
    return row[0] if row else None
