"""Reads the seasons of a city's calendar."""

from __future__ import annotations

from datetime import date

import duckdb

_READ = "select season_id, list(day order by day) from ref.season where city_id = ? group by all order by season_id"


def season_days(conn: duckdb.DuckDBPyConnection, city_id: str) -> dict[str, list[date]]:
    """Days of each season (``heating``), past and future, by its id."""
    return dict(conn.execute(_READ, [city_id]).fetchall())
