"""Queries only read, only the lake, and are logged without their literals."""

from __future__ import annotations

import pytest

from schemas.settings import Settings
from warehouse.lake import open_lake
from warehouse.query import QueryError, require_select, run_query, without_literals

REFUSED = [
    "delete from ref.area",
    "select 1; drop table ref.area",
    "copy (select 1) to '/tmp/out.csv'",
    "attach '/tmp/other.db'",
    "set memory_limit = '1GB'",
    "explain analyze delete from ref.area",
    "call lake.snapshots()",
    "insert into ref.area (area_id) values ('x') returning *",
    "nonsense",
    "",
]
UNREADABLE = [
    "select * from read_text('/etc/hostname')",
    "select * from read_csv('/etc/passwd')",
    "select * from glob('/etc/*')",
    "select * from sqlite_scan('/etc/passwd', 't')",
    "select * from ducklake_expire_snapshots('lake', older_than => now())",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_not_one_select_is_refused(sql: str) -> None:
    with pytest.raises(QueryError):
        require_select(sql)


def test_a_select_cannot_leave_the_lake_or_change_it(lake: Settings) -> None:
    for sql in UNREADABLE:
        with pytest.raises(QueryError, match="cannot be run"):
            run_query(sql, lake)


def test_a_query_answers_and_is_logged_without_literals(lake: Settings) -> None:
    result = run_query(
        "select count(*) as n from ref.area where city_id = 'yunlan' and name_zh != '张伟' -- 13800138000", lake
    )
    assert result.to_pylist() == [{"n": 629}]
    with open_lake(lake) as conn:
        log = conn.execute("select action, object, surface from audit.access_log order by seq desc limit 1").fetchone()
    assert log == ("query", "select count ( * ) as n from ref . area where city_id = ? and name_zh != ?", "query")


def test_literals_of_every_form_are_left_out() -> None:
    sql = "select 'it''s', 12.5, $$13800138000$$ /* 张伟 */ from t where a = 1e3 -- 张伟"
    assert without_literals(sql) == "select ? , ? , ? from t where a = ?"
