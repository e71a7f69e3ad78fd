"""The life of a warning in people's hands: list, show, acknowledge, dispatch, resolve, close.

open → acknowledged → dispatched → resolved → closed. A step may be skipped forwards (open → dispatched), never taken
back; closing says whether the warning was confirmed or a false alarm: by that the rules' precision is measured.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Literal

import duckdb

from brain.warn.store import append_event
from brain.warn.warning import Event
from schemas.errors import HubError
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

Outcome = Literal["confirmed", "false_alarm"]
ALLOWED: dict[str, tuple[str, ...]] = {
    "open": ("acknowledged", "dispatched", "resolved", "closed"),
    "acknowledged": ("dispatched", "resolved", "closed"),
    "dispatched": ("resolved", "closed"),
    "resolved": ("closed",),
    "expired": ("closed",),
    "closed": (),
}
"""States that may follow each state. An expired warning can still be closed, to record its outcome."""


class WarningError(HubError):
    """There is no such warning, or it cannot go there from its state."""


def list_warnings(
    settings: Settings, city_id: str | None = None, state: str | None = None, colour: str | None = None
) -> list[dict[str, Any]]:
    """Warnings as rows without their evidence, live and red first; filters are exact. ``state="live"``: not ended."""
    clauses, parameters = ["true"], []
    for column, value in (("city_id", city_id), ("colour", colour)):
        if value is not None:
            clauses.append(f"{column} = ?")
            parameters.append(value)
    if state == "live":
        clauses.append("state not in ('closed', 'expired')")
    elif state is not None:
        clauses.append("state = ?")
        parameters.append(state)
    query = (
        f"select * exclude (evidence) from brain.warning where {' and '.join(clauses)} "
        "order by state in ('closed', 'expired'), list_position(['red', 'orange', 'yellow', 'grey'], colour), "
        "not is_within_budget, score desc, warning_id"
    )
    with open_lake(settings) as conn:
        return _rows(conn, query, parameters)


def show_warning(warning_id: str, settings: Settings) -> dict[str, Any]:
    """One warning with its evidence (parsed), its history, its rule's record, and what tends to precede it."""
    with open_lake(settings) as conn:
        found = _one(conn, warning_id)
        found["evidence"] = json.loads(found["evidence"] or "{}")
        query = "select * from brain.warning_event where warning_id = ? order by seq"
        found["events"] = _rows(conn, query, [warning_id])
        query = "select * from brain.rule_performance where city_id = ? and rule = ? order by measured_on desc limit 1"
        found["rule_performance"] = next(iter(_rows(conn, query, [found["city_id"], found["rule"]])), None)
        query = "select * from brain.lead_indicator where city_id = ? and following_topic_id = ? order by strength desc"
        found["leading_indicators"] = _rows(conn, query, [found["city_id"], found["topic_id"]])
    return found


def acknowledge(warning_id: str, actor: str, settings: Settings, note: str = "") -> None:
    """Someone has seen it and answers for it."""
    _advance(warning_id, "acknowledged", "acknowledged", actor, note, settings)


def dispatch(warning_id: str, actor: str, settings: Settings, note: str = "") -> None:
    """Someone has been sent; the note says who and where to."""
    _advance(warning_id, "dispatched", "dispatched", actor, note, settings)


def resolve(warning_id: str, actor: str, settings: Settings, note: str = "") -> None:
    """The matter has been dealt with."""
    _advance(warning_id, "resolved", "resolved", actor, note, settings)


def close(warning_id: str, actor: str, outcome: Outcome, settings: Settings, note: str = "") -> None:
    """End it, and say whether it was ``confirmed`` or a ``false_alarm``."""
    if outcome not in ("confirmed", "false_alarm"):
        raise WarningError(f"outcome {outcome!r} is unknown; say confirmed or false_alarm")
    _advance(warning_id, "closed", outcome, actor, note, settings)


def _advance(warning_id: str, state: str, kind: str, actor: str, note: str, settings: Settings) -> None:
    if not actor.strip():
        raise WarningError(f"warning {warning_id}: say which office acts (--actor)")
    with open_lake(settings, write=True) as conn, transaction(conn, f"{kind} {warning_id}", actor):
        found = _one(conn, warning_id)
        if state not in ALLOWED[found["state"]]:
            allowed = ", ".join(ALLOWED[found["state"]]) or "nothing: it has ended"
            raise WarningError(f"warning {warning_id} is {found['state']}; from there it can become {allowed}")
        now = datetime.now(UTC)
        append_event(conn, warning_id, Event(now, kind, found["colour"], actor, note))
        conn.execute("update brain.warning set state = ? where warning_id = ?", [state, warning_id])


def _one(conn: duckdb.DuckDBPyConnection, warning_id: str) -> dict[str, Any]:
    rows = _rows(conn, "select * from brain.warning where warning_id = ?", [warning_id])
    if not rows:
        raise WarningError(f"there is no warning {warning_id}; list them with `superbrain warning list`")
    return rows[0]


def _rows(conn: duckdb.DuckDBPyConnection, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = conn.execute(query, parameters).to_arrow_table().to_pylist()
    return rows
