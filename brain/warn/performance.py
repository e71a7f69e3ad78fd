"""What each rule has been worth, from the warnings that people confirmed or found false."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from schemas.warning_policy import WarningPolicy

_SQL = Path(__file__).parent / "sql"


def write_performance(conn: duckdb.DuckDBPyConnection, city_id: str, day: date, policy: WarningPolicy) -> None:
    """Replace the day's measurement of every rule; call within a transaction."""
    conn.execute("set variable city_id = ?", [city_id])
    conn.execute("set variable measured_on = ?", [day])
    conn.execute("set variable policy_version = ?", [policy.policy_version])
    conn.execute("delete from brain.rule_performance where city_id = ? and measured_on = ?", [city_id, day])
    conn.execute((_SQL / "performance.sql").read_text())
