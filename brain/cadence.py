"""How often a step runs: a day's results are made again when they are older than the city's mode allows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import duckdb


def is_due(conn: duckdb.DuckDBPyConnection, city_id: str, step: str, day: date, every_hours: int) -> bool:
    """Whether the step has not yet run for the city's local day, or that long ago."""
    since = datetime.now(UTC) - timedelta(hours=every_hours)
    query = "select 1 from brain.step_run where city_id = ? and step = ? and day = ? and finished_at > ?"
    return conn.execute(query, [city_id, step, day, since]).fetchone() is None


def mark_run(conn: duckdb.DuckDBPyConnection, city_id: str, step: str, day: date) -> None:
    """The step has run for that day; call within its transaction."""
    conn.execute("delete from brain.step_run where city_id = ? and step = ?", [city_id, step])
    conn.execute("insert into brain.step_run values (?, ?, ?, ?)", [city_id, step, day, datetime.now(UTC)])
