"""Real matters that no warning spoke of: recorded by people, so that recall can be measured."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from brain.as_of import city_clocks
from privacy.reasons import masked_text
from schemas.errors import HubError
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

DAYS_AROUND = 14
"""A warning updated or opened this many days around the day is taken to have spoken of the matter."""
_SQL = Path(__file__).parent / "sql"


class MissedError(HubError):
    """What was missed cannot be recorded as given."""


def record_missed(area_id: str, topic_id: str, day: date, note: str, actor: str, settings: Settings) -> None:
    """Record that something real happened in that area and topic on the local day, and no warning spoke of it.

    MissedError for an unknown area or topic, a day to come, no note or office, a second record of the same matter, or
    where a warning did speak of it (close that one as confirmed instead).
    """
    if not note.strip() or not actor.strip():
        raise MissedError("say what was missed (--note) and which office says so (--by)")
    with open_lake(settings, write=True) as conn, transaction(conn, f"missed {area_id} {topic_id} {day}", actor):
        city_id = _city_of(conn, area_id, topic_id)
        _refuse_future(conn, city_id, day, settings)
        _refuse_known(conn, area_id, topic_id, day)
        conn.execute(
            "insert into brain.missed_incident values (?, ?, ?, ?, ?, ?, ?)",
            [city_id, area_id, topic_id, day, masked_text(note.strip()), actor, datetime.now(UTC)],
        )


def _city_of(conn: duckdb.DuckDBPyConnection, area_id: str, topic_id: str) -> str:
    area = conn.execute("select city_id from ref.area where area_id = ?", [area_id]).fetchone()
    if area is None:
        raise MissedError(f'there is no area {area_id}; see `superbrain query "select area_id, name_en from ref.area"`')
    if conn.execute("select 1 from ref.topic where topic_id = ?", [topic_id]).fetchone() is None:
        raise MissedError(f'there is no topic {topic_id}; see `superbrain query "select topic_id from ref.topic"`')
    return str(area[0])


def _refuse_future(conn: duckdb.DuckDBPyConnection, city_id: str, day: date, settings: Settings) -> None:
    today = next((clock.today for clock in city_clocks(conn, settings) if clock.city_id == city_id), None)
    if today is None or day > today:
        raise MissedError(f"{day} has not come yet in {city_id}; give the day on which the matter began")


def _refuse_known(conn: duckdb.DuckDBPyConnection, area_id: str, topic_id: str, day: date) -> None:
    around = timedelta(days=DAYS_AROUND)
    values = {"area_id": area_id, "topic_id": topic_id, "since": day - around, "until": day + around}
    for name, value in values.items():
        conn.execute(f"set variable {name} = ?", [value])
    spoken = conn.execute((_SQL / "spoken.sql").read_text()).fetchone()
    if spoken is not None:
        raise MissedError(f"warning {spoken[0]} spoke of it; close that one as confirmed instead")
    query = "select 1 from brain.missed_incident where area_id = ? and topic_id = ? and day = ?"
    if conn.execute(query, [area_id, topic_id, day]).fetchone() is not None:
        raise MissedError(f"{area_id} {topic_id} on {day} has been recorded already")
