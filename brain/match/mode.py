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


def current_mode(conn: duckdb.DuckDBPyConnection, city_id: str, at: datetime | None = None) -> CurrentMode:
    """The last switch that has not expired at ``at`` (default: now), else peacetime."""
    moment = at or datetime.now(UTC)
    row = conn.execute(
        "select mode, is_exercise from brain.mode where city_id = ? and started_at <= ? and expires_at > ? "
        "order by started_at desc limit 1",
        [city_id, moment, moment],
    ).fetchone()
    return CurrentMode(row[0], row[1]) if row else CurrentMode(PEACETIME, False)


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
    now = datetime.now(UTC)
    with open_lake(settings, write=True) as conn, transaction(conn, f"switch {city_id} to {mode}"):
        until = now + timedelta(days=days)
        conn.execute(
            "insert into brain.mode values (?, ?, ?, ?, ?, ?, ?)",
            [city_id, mode, is_exercise, reason, actor, now, until],
        )
        details = {"city_id": city_id, "mode": mode, "is_exercise": is_exercise, "until": utc_text(until)}
        details["reason"] = masked_text(reason)
        append_act(conn, kind=Act.WARNING_POLICY_CHANGED, actor=actor, details=details, when=now)
