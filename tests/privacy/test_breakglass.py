"""Raw access needs two people, a reason and an end, and each step is in the ledger."""

from __future__ import annotations

import os
import pwd
from datetime import datetime, timedelta

import duckdb
import pytest

from privacy.breakglass import BreakGlassError, decide_access, find_request, list_requests, request_access, use_access
from privacy.reasons import ReasonError
from tests.privacy.audit_fixtures import START, open_audit

HOUR = timedelta(hours=1)
REASON = "Court order 2026-117, restore one record"


def ask(
    conn: duckdb.DuckDBPyConnection, actor: str = "Wei", reason: str = REASON, until: datetime = START + HOUR
) -> str:
    return request_access(
        conn, actor=actor, what="silver.hotline", records=["H-7"], columns=["caller_phone"], reason=reason, until=until,
        when=START,
    )  # fmt: skip


def decide(
    conn: duckdb.DuckDBPyConnection, request_id: str, actor: str, is_approved: bool = True, after: int = 1
) -> None:
    when = START + timedelta(minutes=after)
    decide_access(conn, request_id=request_id, actor=actor, is_approved=is_approved, when=when)


def kinds(conn: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in conn.execute("select kind from audit.ledger order by seq").fetchall()]


def test_two_people_a_reason_and_an_end() -> None:
    conn = open_audit()
    request_id = ask(conn)
    decide(conn, request_id, "li")
    request = use_access(conn, request_id=request_id, actor="wei", when=START + timedelta(minutes=2))
    assert (request.what, request.reason, request.decided_by) == ("silver.hotline", REASON, "li")
    assert (request.records, request.columns) == (("H-7",), ("caller_phone",))
    assert request.account == request.decided_account == pwd.getpwuid(os.getuid()).pw_name
    assert kinds(conn) == ["access_requested", "access_approved", "access_used"]


@pytest.mark.parametrize("actor", ["Wei", "wei", " WEI ", "ｗｅｉ"])
def test_nobody_approves_herself(actor: str) -> None:
    conn = open_audit()
    with pytest.raises(BreakGlassError, match="another person"):
        decide(conn, ask(conn), actor)
    assert kinds(conn) == ["access_requested"]


@pytest.mark.parametrize("until", [START, START - HOUR, START + timedelta(days=8)])
def test_an_end_is_needed(until: datetime) -> None:
    with pytest.raises(BreakGlassError, match="within 7 days"):
        ask(open_audit(), until=until)


@pytest.mark.parametrize("reason", ["", "   ", "because", "\n" * 40])
def test_a_reason_is_needed(reason: str) -> None:
    with pytest.raises(ReasonError, match="reason"):
        ask(open_audit(), reason=reason)


@pytest.mark.parametrize(
    ("what", "records", "columns", "message"),
    [
        ("", ["r"], ["c"], "one table"),
        ("everything", ["r"], ["c"], "one table"),
        ("王小雨的记录", ["r"], ["c"], "one table"),
        ("silver.x; drop", ["r"], ["c"], "one table"),
        ("ops.quarantine", ["r"], ["c"], "one table"),
        ("silver.x", [], ["c"], "from 1 to 20, not 0"),
        ("silver.x", [""], ["c"], "named records"),
        ("silver.x", ["r"] * 21, ["c"], "from 1 to 20, not 21"),
        ("silver.x", ["r"], [], "at least one"),
    ],
)
def test_one_table_records_and_columns_are_named(
    what: str, records: list[str], columns: list[str], message: str
) -> None:
    with pytest.raises(BreakGlassError, match=message):
        request_access(
            open_audit(), actor="wei", what=what, records=records, columns=columns, reason=REASON, until=START + HOUR,
            when=START,
        )  # fmt: skip


def test_a_name_is_needed() -> None:
    with pytest.raises(BreakGlassError, match="name of a person"):
        ask(open_audit(), actor="  ")


def test_a_reason_with_a_telephone_number_is_masked_before_it_is_kept() -> None:
    conn = open_audit()
    request_id = ask(conn, reason="请核实来电号码13800138000的投诉记录")
    assert "13800138000" not in str(conn.execute("select leaf from audit.ledger").fetchall())
    assert "投诉记录" in find_request(conn, request_id).reason


def test_refused_undecided_ended_and_other_peoples_access_is_not_used() -> None:
    conn = open_audit()
    refused, waiting, granted = ask(conn), ask(conn), ask(conn)
    decide(conn, refused, "li", is_approved=False)
    decide(conn, granted, "li")
    for request_id, actor, when, message in [
        (refused, "wei", START, "not approved"),
        (waiting, "wei", START, "not approved"),
        (granted, "zhao", START, "granted to wei alone"),
        (granted, "wei", START + HOUR, "ended"),
        ("bg-99", "wei", START, "no break-glass request"),
    ]:
        with pytest.raises(BreakGlassError, match=message):
            use_access(conn, request_id=request_id, actor=actor, when=when)
    assert [request.decision for request in list_requests(conn)] == ["access_refused", None, "access_approved"]


def test_a_decision_stands_and_comes_in_time() -> None:
    conn = open_audit()
    request_id, late = ask(conn), ask(conn)
    decide(conn, request_id, "li", is_approved=False)
    with pytest.raises(BreakGlassError, match="already decided by li"):
        decide(conn, request_id, "zhao")
    with pytest.raises(BreakGlassError, match="ended"):
        decide(conn, late, "li", after=60)
