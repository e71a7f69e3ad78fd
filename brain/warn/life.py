"""The life of a warning in people's hands: list, show, acknowledge, dispatch, resolve, close."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from brain.warn.acts import Act, WarningError, record_acts
from schemas.settings import Settings
from warehouse.lake import open_lake

__all__ = ["Outcome", "WarningError", "acknowledge", "close", "dispatch", "list_warnings", "resolve", "show_warning"]

LISTED = Path(__file__).parent / "sql" / "listed.sql"
Outcome = Literal["confirmed", "false_alarm"]


def list_warnings(
    settings: Settings, city_id: str | None = None, state: str | None = None, colour: str | None = None
) -> list[dict[str, Any]]:
    """Warnings as rows without their evidence, live and red first; filters are exact. ``state="live"``: not ended."""
    asked = {"city_id": city_id, "state": state, "colour": colour}
    with open_lake(settings) as conn:
        for name, value in asked.items():
            conn.execute(f"set variable {name} = ?", [value])
        return _rows(conn, LISTED.read_text(encoding="utf-8"), [])


def show_warning(warning_id: str, settings: Settings) -> dict[str, Any]:
    """One warning with its evidence (parsed), its history, its rule's record, and what tends to precede it."""
    with open_lake(settings) as conn:
        found = _one(conn, warning_id)
        found["evidence"] = json.loads(found["evidence"] or "{}")
        query = 'select * from brain.warning_event where warning_id = ? order by "at", seq'
        found["events"] = _rows(conn, query, [warning_id])
        query = "select * from brain.rule_performance where city_id = ? and rule = ? order by measured_on desc limit 1"
        found["rule_performance"] = next(iter(_rows(conn, query, [found["city_id"], found["rule"]])), None)
        query = "select * from brain.lead_indicator where city_id = ? and following_topic_id = ? order by strength desc"
        found["leading_indicators"] = _rows(conn, query, [found["city_id"], found["topic_id"]])
    return found


def acknowledge(warning_id: str, actor: str, settings: Settings, note: str = "", at: datetime | None = None) -> None:
    """Someone has seen it and answers for it; ``at``, here and below: when, where that is entered later."""
    record_acts([Act(warning_id, "acknowledged", actor, note, at)], settings)


def dispatch(warning_id: str, actor: str, settings: Settings, note: str = "", at: datetime | None = None) -> None:
    """Someone has been sent; the note says who and where to."""
    record_acts([Act(warning_id, "dispatched", actor, note, at)], settings)


def resolve(warning_id: str, actor: str, settings: Settings, note: str = "", at: datetime | None = None) -> None:
    """The matter has been dealt with."""
    record_acts([Act(warning_id, "resolved", actor, note, at)], settings)


def close(
    warning_id: str, actor: str, outcome: Outcome, settings: Settings, note: str = "", at: datetime | None = None
) -> None:
    """End it, and say whether it was ``confirmed`` or a ``false_alarm``."""
    if outcome not in ("confirmed", "false_alarm"):
        raise WarningError(f"outcome {outcome!r} is unknown; say confirmed or false_alarm")
    record_acts([Act(warning_id, outcome, actor, note, at)], settings)


def _one(conn: duckdb.DuckDBPyConnection, warning_id: str) -> dict[str, Any]:
    rows = _rows(conn, "select * from brain.warning where warning_id = ?", [warning_id])
    if not rows:
        raise WarningError(f"there is no warning {warning_id}; list them with `superbrain warning list`")
    return rows[0]


def _rows(conn: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = conn.execute(query, parameters).to_arrow_table().to_pylist()
    return rows
