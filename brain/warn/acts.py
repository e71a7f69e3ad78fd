"""What offices do about warnings: each act is checked against the warning's state and kept in its history.

open → acknowledged → dispatched → resolved → closed. A step may be skipped forwards (open → dispatched), never taken
back; closing says whether the warning was confirmed or a false alarm: by that the rules' precision is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from brain.warn.store import append_events, events_of
from brain.warn.warning import HUB, Event
from schemas.errors import HubError
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

ALLOWED: dict[str, tuple[str, ...]] = {
    "open": ("acknowledged", "dispatched", "resolved", "closed"),
    "acknowledged": ("dispatched", "resolved", "closed"),
    "dispatched": ("resolved", "closed"),
    "resolved": ("closed",),
    "expired": ("closed",),
    "closed": (),
}
"""States that may follow each state. An expired warning can still be closed, to record its outcome."""
STATE_AFTER = {
    "acknowledged": "acknowledged",
    "dispatched": "dispatched",
    "resolved": "resolved",
    "confirmed": "closed",
    "false_alarm": "closed",
}
"""Kinds of act, and the state that a warning is in afterwards."""


class WarningError(HubError):
    """There is no such warning, or it cannot go there from its state."""


@dataclass(frozen=True)
class Act:
    """One act of an office; ``kind`` is a key of ``STATE_AFTER``.

    ``at``: when it was done, where it is entered later; its note then says when it was entered.
    """

    warning_id: str
    kind: str
    actor: str
    note: str = ""
    at: datetime | None = None


@dataclass
class _Standing:
    """A warning while acts on it are checked one after the other; ``added`` are their events."""

    state: str
    colour: str
    events: list[Event]
    added: list[Event] = field(default_factory=list)


def record_acts(acts: Sequence[Act], settings: Settings) -> None:
    """Record the acts in the order given, all of them or none.

    What is entered later may have been done before the hub let the warning expire: it was open then. WarningError for
    an unknown warning, no office, a step that its state does not allow, or a time before the raising, before the last
    act on it, or to come.
    """
    if not acts:
        return
    said = f"{acts[0].kind} {acts[0].warning_id}" if len(acts) == 1 else f"{len(acts)} acts on warnings"
    with open_lake(settings, write=True) as conn, transaction(conn, said, acts[0].actor):
        standing = _read(conn, sorted({act.warning_id for act in acts}))
        now = datetime.now(UTC)
        for act in acts:
            _carry_out(act, standing, now)
        append_events(conn, {warning_id: found.added for warning_id, found in standing.items()})
        _write_states(conn, {warning_id: found.state for warning_id, found in standing.items()})


def _read(conn: duckdb.DuckDBPyConnection, warning_ids: list[str]) -> dict[str, _Standing]:
    query = "select warning_id, state, colour from brain.warning where list_contains(?, warning_id)"
    rows = conn.execute(query, [warning_ids]).fetchall()
    events = events_of(conn, warning_ids)
    return {warning_id: _Standing(state, colour, events.get(warning_id, [])) for warning_id, state, colour in rows}


def _carry_out(act: Act, standing: dict[str, _Standing], now: datetime) -> None:
    if not act.actor.strip():
        raise WarningError(f"warning {act.warning_id}: say which office acts (--by)")
    found = standing.get(act.warning_id)
    if found is None:
        raise WarningError(f"there is no warning {act.warning_id}; list them with `superbrain warning list`")
    at = now if act.at is None else _stated(act.warning_id, act.at, found.events, now)
    state = _state_at(found, at)
    if STATE_AFTER[act.kind] not in ALLOWED[state]:
        allowed = ", ".join(ALLOWED[state]) or "nothing: it has ended"
        raise WarningError(f"warning {act.warning_id} is {state}; from there it can become {allowed}")
    note = act.note if act.at is None else f"{act.note} (entered {now:%Y-%m-%d %H:%M} UTC)".strip()
    colour = found.colour if act.at is None else _colour_at(found.events, at)
    event = Event(at, act.kind, colour, act.actor, note)
    found.state = STATE_AFTER[act.kind]
    found.events.append(event)
    found.added.append(event)


def _stated(warning_id: str, at: datetime, events: list[Event], now: datetime) -> datetime:
    earliest = max(event.at for event in events if event.kind == "raised" or event.actor != HUB)
    if not earliest <= at <= now:
        since = f"{earliest.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        raise WarningError(f"warning {warning_id}: {at.isoformat()} is to come, or before {since}, its last step")
    return at


def _state_at(found: _Standing, at: datetime) -> str:
    """Its state when it was acted on: what has expired since was still open."""
    expired_since = any(event.kind == "expired" and event.at > at for event in found.events)
    return "open" if found.state == "expired" and expired_since else found.state


def _colour_at(events: list[Event], at: datetime) -> str:
    """The colour that the hub had last given it by then."""
    return max((event for event in events if event.actor == HUB and event.at <= at), key=lambda event: event.at).colour


def _write_states(conn: duckdb.DuckDBPyConnection, states: dict[str, str]) -> None:
    conn.register("new_states", pa.table({"id": list(states), "state": list(states.values())}))
    conn.execute("update brain.warning set state = fresh.state from new_states as fresh where warning_id = fresh.id")
