"""Keeps warnings and their history in the lake."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from brain.warn.warning import HUB, Event, Warned

_DAY, _AT = pa.date32(), pa.timestamp("us", "UTC")
_WARNING = pa.schema(
    [
        *((name, pa.string()) for name in ("warning_id", "city_id", "colour", "level", "area_id", "topic_id")),
        *((name, pa.string()) for name in ("title_en", "title_zh")),
        *((name, _DAY) for name in ("opened_on", "updated_on")),
        *((name, pa.string()) for name in ("evidence", "unit_en", "unit_zh", "state")),
        ("due_at", _AT),
        ("is_exercise", pa.bool_()),
        ("rank", pa.int64()),
        ("is_within_budget", pa.bool_()),
        *((name, pa.string()) for name in ("policy_version", "rule")),
        ("score", pa.float64()),
        ("recipient", pa.string()),
    ]
)
_EVENT = pa.schema(
    [
        ("warning_id", pa.string()),
        ("seq", pa.int64()),
        ("at", _AT),
        *((name, pa.string()) for name in ("kind", "colour", "actor", "note")),
    ]
)


def read_warnings(conn: duckdb.DuckDBPyConnection, city_id: str) -> list[Warned]:
    """All warnings of a city with their events, oldest first."""
    events = read_events(conn, city_id)
    rows = _dicts(conn, "select * from brain.warning where city_id = ? order by opened_on, warning_id", [city_id])
    return [_warned(row, events.get(row["warning_id"], [])) for row in rows]


def read_events(conn: duckdb.DuckDBPyConnection, city_id: str) -> dict[str, list[Event]]:
    """Events of a city's warnings, as :func:`events_of` has them."""
    ids = conn.execute("select warning_id from brain.warning where city_id = ?", [city_id]).fetchall()
    return events_of(conn, [warning_id for (warning_id,) in ids])


def events_of(conn: duckdb.DuckDBPyConnection, warning_ids: list[str]) -> dict[str, list[Event]]:
    """Events by warning in order of time: an act may be entered after what the hub has said since."""
    query = 'select * from brain.warning_event where list_contains(?, warning_id) order by warning_id, "at", seq'
    found: dict[str, list[Event]] = {}
    for row in _dicts(conn, query, [warning_ids]):
        event = Event(row["at"], row["kind"], row["colour"], row["actor"], row["note"])
        found.setdefault(row["warning_id"], []).append(event)
    return found


def write_warnings(conn: duckdb.DuckDBPyConnection, city_id: str, warnings: list[Warned]) -> None:
    """Replace the city's warnings and events; call within a transaction."""
    conn.execute(
        "delete from brain.warning_event where warning_id in (select warning_id from brain.warning where city_id = ?)",
        [city_id],
    )
    conn.execute("delete from brain.warning where city_id = ?", [city_id])
    if not warnings:
        return
    conn.register("new_warnings", pa.Table.from_pylist([_row(warned) for warned in warnings], _WARNING))
    conn.execute("insert into brain.warning by name select * from new_warnings")
    _insert_events(conn, [row for warned in warnings for row in _event_rows(warned.warning_id, warned.events)])


def append_events(conn: duckdb.DuckDBPyConnection, events: dict[str, list[Event]]) -> None:
    """Add events, by warning, after each warning's last; call within a transaction."""
    query = "select warning_id, max(seq) from brain.warning_event where list_contains(?, warning_id) group by all"
    last = dict(conn.execute(query, [list(events)]).fetchall())
    rows = [row for warning_id, new in events.items() for row in _event_rows(warning_id, new, last.get(warning_id, 0))]
    _insert_events(conn, rows)


def acts_of_people(warnings: list[Warned]) -> set[tuple[str, datetime, str, str]]:
    """Warning, time, kind and actor of everything that the hub did not do itself."""
    return {(w.warning_id, e.at, e.kind, e.actor) for w in warnings for e in w.events if e.actor != HUB}


def has_human_event(warnings: list[Warned], since: datetime) -> bool:
    """Whether a person has acted on a warning since then."""
    return any(at >= since for _, at, _, _ in acts_of_people(warnings))


def _dicts(conn: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = conn.execute(query, parameters).to_arrow_table().to_pylist()
    return rows


def _warned(row: dict[str, Any], events: list[Event]) -> Warned:
    plain = {name: value for name, value in row.items() if name not in ("area_id", "topic_id", "recipient", "evidence")}
    return Warned(
        **plain,
        key=(row["area_id"], row["topic_id"]),
        evidence=json.loads(row["evidence"] or "{}"),
        events=list(events),
    )


def _row(warned: Warned) -> dict[str, Any]:
    names = [name for name in _WARNING.names if name not in ("area_id", "topic_id", "evidence", "due_at")]
    return {name: getattr(warned, name) for name in names} | {
        "area_id": warned.key[0],
        "topic_id": warned.key[1],
        "evidence": json.dumps(warned.evidence, ensure_ascii=False),
        "due_at": pd.Timestamp(warned.due_at).tz_convert("UTC").to_pydatetime(),
    }


def _insert_events(conn: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> None:
    conn.register("new_events", pa.Table.from_pylist(rows, _EVENT))
    conn.execute("insert into brain.warning_event by name select * from new_events")


def _event_rows(warning_id: str, events: list[Event], last: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "warning_id": warning_id,
            "seq": seq,
            "at": pd.Timestamp(event.at).tz_convert("UTC").to_pydatetime(),
            "kind": event.kind,
            "colour": event.colour,
            "actor": event.actor,
            "note": event.note,
        }
        for seq, event in enumerate(events, start=last + 1)
    ]
