"""The operating mode of a city: read, switch as a governed act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from privacy.ledger import Act, append_act, utc_text
from privacy.reasons import masked_text
from schemas.errors import HubError
from schemas.modes import load_modes
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

PEACETIME = "peacetime"


class ModeError(HubError):
    """The switch is not allowed as asked."""


@dataclass(frozen=True)
class CurrentMode:
    """The mode that holds, and whether it is a drill."""

    mode: str
    is_exercise: bool


@dataclass(frozen=True)
class Switch:
    """One switch: the mode holds from ``started_at`` to ``expires_at`` unless a later switch replaces it."""

    mode: str
    is_exercise: bool
    started_at: datetime
    expires_at: datetime


def switches(conn: duckdb.DuckDBPyConnection, city_id: str) -> list[Switch]:
    """A city's switches, the latest first."""
    rows = conn.execute(
        "select mode, is_exercise, started_at, expires_at from brain.mode where city_id = ? order by started_at desc",
        [city_id],
    ).fetchall()
    return [Switch(*row) for row in rows]


def mode_at(made: list[Switch], moment: datetime) -> CurrentMode:
    """The last switch, of those given latest first, that holds at the moment, else peacetime."""
    holding = (switch for switch in made if switch.started_at <= moment < switch.expires_at)
    found = next(holding, None)
    return CurrentMode(found.mode, found.is_exercise) if found else CurrentMode(PEACETIME, False)


def current_mode(conn: duckdb.DuckDBPyConnection, city_id: str, at: datetime | None = None) -> CurrentMode:
    """The mode that holds at ``at`` (default: now)."""
    return mode_at(switches(conn, city_id), at or datetime.now(UTC))


def switch_mode(
    city_id: str, mode: str, reason: str, actor: str, days: float, settings: Settings, is_exercise: bool = False
) -> None:
    """Switch a city's mode for ``days``; ModeError without a reason, an actor, a known mode or an allowed expiry."""
    modes = load_modes(settings).modes
    if mode not in modes:
        raise ModeError(f"mode {mode!r} is unknown; choose one of {', '.join(sorted(modes))}")
    if not reason.strip() or not actor.strip():
        raise ModeError("a switch of mode needs a reason and the name of the office that orders it")
    if not 0 < days <= modes[mode].max_days:
        raise ModeError(f"mode {mode} may last at most {modes[mode].max_days} days, not {days:g}")
    now, kept_reason = datetime.now(UTC), masked_text(reason)
    with open_lake(settings, write=True) as conn, transaction(conn, f"switch {city_id} to {mode}"):
        until = now + timedelta(days=days)
        conn.execute(
            "insert into brain.mode values (?, ?, ?, ?, ?, ?, ?)",
            [city_id, mode, is_exercise, kept_reason, actor, now, until],
        )
        details = {"city_id": city_id, "mode": mode, "is_exercise": is_exercise, "until": utc_text(until)}
        details["reason"] = kept_reason
        append_act(conn, kind=Act.WARNING_POLICY_CHANGED, actor=actor, details=details, when=now)
