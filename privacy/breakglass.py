"""Break-glass: raw access for a stated reason and time, asked by one person and approved by another.

A request names a feed's table, records in it and columns; nothing else can be read with it. The hub stores no raw
value: what is opened is read from the department anew and shown, never kept (:mod:`warehouse.raw_access`).
Requests and decisions live in the ledger alone, so that none can be taken back or back-dated unseen.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from privacy.ledger import Act, append_act, utc_text
from privacy.reasons import account, masked_reason
from schemas.errors import HubError

LONGEST = timedelta(days=7)
MOST_RECORDS = 20
TABLE = re.compile(r"silver\.[a-z][a-z0-9_]*")
DECISIONS = (Act.ACCESS_APPROVED, Act.ACCESS_REFUSED)


class BreakGlassError(HubError):
    """An access that may not be asked for, approved or used."""


@dataclass(frozen=True)
class Request:
    """One request and what became of it. Times aware, UTC."""

    request_id: str
    actor: str
    what: str
    records: tuple[str, ...]
    columns: tuple[str, ...]
    reason: str
    until: datetime
    account: str
    """The operating system's account that asked, whatever name was given."""
    decision: str | None
    """``access_approved``, ``access_refused`` or None while open."""
    decided_by: str | None
    decided_account: str | None

    def state_at(self, when: datetime) -> str:
        """``waiting``, ``approved``, ``refused``, or ``ended``."""
        if self.decision == Act.ACCESS_REFUSED:
            return "refused"
        if when >= self.until:
            return "ended"
        return "approved" if self.decision else "waiting"


def request_access(
    conn: duckdb.DuckDBPyConnection,
    *,
    actor: str,
    what: str,
    records: Sequence[str],
    columns: Sequence[str],
    reason: str,
    until: datetime,
    when: datetime,
    governed: Mapping[str, str] | None = None,
) -> str:
    """Asks for the raw ``columns`` of ``records`` (their record_id) in the table ``what`` until then; the request's id.

    ``governed``: feed, versions, purpose and legal basis (:func:`privacy.policy.governed_by`). Personal values in the
    reason are masked before it is kept.
    """
    _check_scope(what, records, columns)
    if not when < until <= when + LONGEST:
        raise BreakGlassError(f"break-glass ends after it begins and within {LONGEST.days} days, not {utc_text(until)}")
    request_id = f"bg-{len(_acts(conn, Act.ACCESS_REQUESTED)) + 1}"
    details = {
        **(governed or {}),
        "request_id": request_id,
        "what": what,
        "records": list(records),
        "columns": list(columns),
        "reason": masked_reason(reason, "break-glass"),
        "until": utc_text(until),
        "account": account(),
    }
    append_act(conn, kind=Act.ACCESS_REQUESTED, actor=_person(actor), details=details, when=when)
    return request_id


def decide_access(
    conn: duckdb.DuckDBPyConnection, *, request_id: str, actor: str, is_approved: bool, when: datetime, reason: str = ""
) -> None:
    """Approves or refuses a request; the person who asked may do neither. ``reason``: free of personal values."""
    request = find_request(conn, request_id)
    if _person(actor) == request.actor:
        raise BreakGlassError(f"{request_id} was asked for by {request.actor}: another person must decide it")
    if request.decision:
        raise BreakGlassError(f"{request_id} was already decided by {request.decided_by}")
    if when >= request.until:
        raise BreakGlassError(f"{request_id} ended at {utc_text(request.until)}: ask again")
    kind = Act.ACCESS_APPROVED if is_approved else Act.ACCESS_REFUSED
    details = {"request_id": request_id, "what": request.what, "reason": reason, "account": account()}
    append_act(conn, kind=kind, actor=_person(actor), details=details, when=when)


def use_access(conn: duckdb.DuckDBPyConnection, *, request_id: str, actor: str, when: datetime) -> Request:
    """Logs a use of an approved request; refused for another person, before approval and after its end."""
    request = find_request(conn, request_id)
    if _person(actor) != request.actor:
        raise BreakGlassError(f"{request_id} was granted to {request.actor} alone")
    if request.decision != Act.ACCESS_APPROVED:
        raise BreakGlassError(f"{request_id} is not approved")
    if when >= request.until:
        raise BreakGlassError(f"{request_id} ended at {utc_text(request.until)}: ask again")
    details = {"request_id": request_id, "what": request.what, "n_records": len(request.records), "account": account()}
    append_act(conn, kind=Act.ACCESS_USED, actor=request.actor, details=details, when=when)
    return request


def find_request(conn: duckdb.DuckDBPyConnection, request_id: str) -> Request:
    """The request of that id. :class:`BreakGlassError` if there is none."""
    for request in list_requests(conn):
        if request.request_id == request_id:
            return request
    raise BreakGlassError(f"there is no break-glass request {request_id!r}")


def list_requests(conn: duckdb.DuckDBPyConnection) -> list[Request]:
    """All requests, oldest first."""
    decisions = {act["details"]["request_id"]: act for act in _acts(conn, *DECISIONS)}
    return [_request(act, decisions) for act in _acts(conn, Act.ACCESS_REQUESTED)]


def _request(act: dict[str, Any], decisions: dict[str, dict[str, Any]]) -> Request:
    details = act["details"]
    decision = decisions.get(details["request_id"], {})
    return Request(
        request_id=details["request_id"],
        actor=act["actor"],
        what=details["what"],
        records=tuple(details["records"]),
        columns=tuple(details["columns"]),
        account=details["account"],
        reason=details["reason"],
        until=datetime.fromisoformat(details["until"]).astimezone(UTC),
        decision=decision.get("kind"),
        decided_by=decision.get("actor"),
        decided_account=decision.get("details", {}).get("account"),
    )


def _check_scope(what: str, records: Sequence[str], columns: Sequence[str]) -> None:
    if not TABLE.fullmatch(what):
        raise BreakGlassError("break-glass opens one table, named like silver.hotline_12345")
    if not 0 < len(records) <= MOST_RECORDS or not all(records):
        raise BreakGlassError(f"break-glass opens named records, from 1 to {MOST_RECORDS}, not {len(records)}")
    if not columns:
        raise BreakGlassError("break-glass opens named columns: name at least one")


def _acts(conn: duckdb.DuckDBPyConnection, *kinds: Act) -> list[dict[str, Any]]:
    sql = "select leaf from audit.ledger where list_contains(?, kind) order by seq"
    return [json.loads(row[0]) for row in conn.execute(sql, [[str(kind) for kind in kinds]]).fetchall()]


def _person(actor: str) -> str:
    """One spelling a person, so that nobody approves herself in capitals."""
    name = unicodedata.normalize("NFKC", actor).strip().casefold()
    if not name:
        raise BreakGlassError("break-glass needs the name of a person")
    return name
