"""Accesses are numbered, copied from Superset once each, and sealed so that none can be taken back."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from privacy.access import AccessError, access_log_problems, copy_superset_log, log_access, seal_access_log
from privacy.checkpoint import make_checkpoint
from privacy.ledger import LedgerError
from privacy.ledger_verify import verify_ledger
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, add_batch, open_audit


def superset_db(path: Path) -> Path:
    """The columns of Superset 6.1 that the copy reads, with six actions."""
    with sqlite3.connect(path) as conn:
        conn.executescript(
            """
            create table ab_user (id integer, username varchar);
            create table dashboards (id integer, dashboard_title varchar);
            create table slices (id integer, slice_name varchar);
            create table tables (id integer, table_name varchar);
            create table logs (id integer, action varchar, user_id integer, dashboard_id integer, slice_id integer,
                json text, dttm datetime);
            insert into ab_user values (1, 'mayor');
            insert into dashboards values (7, 'City today');
            insert into slices values (9, 'Warnings');
            insert into tables values (3, 'accesses');
            insert into logs values (1, 'dashboard', 1, 7, null, '{"tel": "13800138000"}',
                '2026-03-01 08:00:00.000001');
            insert into logs values (2, 'ChartDataRestApi.data', 1, null, 9, '{}', '2026-03-01 08:00:01.000000');
            insert into logs values (3, 'login', null, null, null, '{}', '2026-03-01 08:00:02.000000');
            insert into logs values (4, 'execute_sql', 1, 7, 9, 'not json', '2026-03-01 08:00:03.000000');
            insert into logs values (5, 'ChartDataRestApi.data', 1, null, null,
                '{"datasource": {"id": 3}, "filters": ["王小雨"]}', '2026-03-01 08:00:04.000000');
            insert into logs values (6, 'DashboardRestApi.get', 1, null, null,
                '{"path": "/api/v1/dashboard/7", "q": "13800138000"}', '2026-03-01 08:00:05.000000');
            """
        )
    conn.close()
    return path


def test_superset_actions_are_copied_once_without_their_parameters(tmp_path: Path) -> None:
    conn, path = open_audit(), superset_db(tmp_path / "superset.db")
    log_access(conn, actor="wei", action="query", what="select ?", surface="query", at=START)
    assert (copy_superset_log(conn, path), copy_superset_log(conn, path)) == (6, 0)
    rows = conn.execute(
        'select seq, actor, action, object, surface, "at" from audit.access_log order by seq'
    ).fetchall()
    assert [row[:5] for row in rows] == [
        (0, "wei", "query", "select ?", "query"),
        (1, "mayor", "dashboard", "dashboard City today", "superset"),
        (2, "mayor", "ChartDataRestApi.data", "chart Warnings", "superset"),
        (3, "anonymous", "login", "", "superset"),
        (4, "mayor", "execute_sql", "dashboard City today, chart Warnings", "superset"),
        (5, "mayor", "ChartDataRestApi.data", "dataset accesses", "superset"),
        (6, "mayor", "DashboardRestApi.get", "/api/v1/dashboard/7", "superset"),
    ]
    assert rows[1][5] == datetime(2026, 3, 1, 8, 0, 0, 1, tzinfo=UTC)
    stored = str(conn.execute("select * from audit.access_log").fetchall())
    assert "13800138000" not in stored
    assert "王小雨" not in stored


@pytest.mark.parametrize("content", [None, b"", b"not a database" * 99])
def test_an_absent_or_damaged_superset_database(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "superset.db").write_bytes(content)
    with pytest.raises(AccessError, match=r"superset\.db (does not exist|cannot be read)"):
        copy_superset_log(open_audit(), tmp_path / "superset.db")


@pytest.mark.parametrize(
    "statement",
    [
        "delete from audit.access_log where seq = 1",
        "update audit.access_log set actor = 'nobody' where seq = 2",
        'update audit.access_log set "at" = "at" + interval 1 hour where seq = 0',
        "insert into audit.access_log select * from audit.access_log where seq = 0",
        "delete from audit.access_log",
    ],
)
def test_a_sealed_access_cannot_be_taken_back(statement: str, tmp_path: Path) -> None:
    conn, settings = open_audit(), Settings(home=tmp_path / "home")
    add_batch(conn, 0)
    for part in range(2):
        for number in range(3):
            log_access(conn, actor=f"a{number}", action="query", what="x", surface="query", at=START)
        make_checkpoint(conn, settings, START)
        assert verify_ledger(conn, settings).n_leaves == 3 + part
    assert seal_access_log(conn, START) is None
    conn.execute(statement)
    assert "access log: rows 0 to 2 are not those that ledger entry 2 sealed" in verify_ledger(conn, settings).problems
    log_access(conn, actor="a", action="query", what="x", surface="query", at=START)
    with pytest.raises(LedgerError, match="altered: access log"):
        make_checkpoint(conn, settings, START)


def test_new_accesses_wait_unsealed_without_complaint() -> None:
    conn = open_audit()
    log_access(conn, actor="a", action="query", what="x", surface="query", at=START)
    seal_access_log(conn, START)
    log_access(conn, actor="b", action="query", what="y", surface="api", at=START)
    assert access_log_problems(conn) == []
