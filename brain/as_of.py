"""The day on which a city is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from schemas.settings import Settings


@dataclass(frozen=True)
class CityClock:
    """A city and its present local day; ``through`` is the last whole day that can be known."""

    city_id: str
    today: date
    country: str

    @property
    def through(self) -> date:
        """The day before ``today``."""
        return self.today - timedelta(days=1)


def city_clocks(conn: duckdb.DuckDBPyConnection, settings: Settings) -> list[CityClock]:
    """Every city that has series, with its local day: the wall clock's, ``settings.today``, or, for an archive
    (``clock: data``), the day after its last stored day."""
    rows = conn.execute(
        "select city.city_id, city.timezone, city.clock, city.country, max(span.last_day) from ref.city as city "
        "inner join gold.series_span as span using (city_id) group by all order by 1"
    ).fetchall()
    return [
        CityClock(city, _today(zone, clock, last, settings), country or "") for city, zone, clock, country, last in rows
    ]


def _today(zone: str, clock: str, last: date, settings: Settings) -> date:
    if clock == "data":
        return last + timedelta(days=1)
    return settings.today or datetime.now(ZoneInfo(zone)).date()
