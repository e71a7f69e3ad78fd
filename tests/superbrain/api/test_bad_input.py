"""What cannot be answered gets its status and one sentence: no traceback, no value, nothing read or changed."""

from __future__ import annotations

import pytest

from tests.superbrain.api.hub import FEED, Asker

PATHS = [
    ("/nothing", 404),
    ("/tables/gold/nothing", 404),
    ("/tables/nothing/event_daily", 404),
    ("/tables/information_schema/tables", 404),
    ("/tables/main/sqlite_master", 404),
    ("/tables/gold/event_daily%22;drop", 404),
    ("/tables/gold/event_daily?limit=0", 422),
    ("/tables/gold/event_daily?limit=many", 422),
    ("/tables/gold/event_daily?limit=701", 413),
    ("/tables/gold/event_daily?offset=-1", 422),
    ("/tables/gold/event_daily?offset=99999999999999999999", 422),
    ("/tables/gold/event_daily?columns=day,nothing", 400),
    ("/tables/gold/event_daily?columns=day,day", 400),
    ("/tables/gold/event_daily?columns=*", 400),
    ("/tables/gold/event_daily?order=n_events%20desc", 400),
    ("/tables/gold/event_daily?order=day,-day", 400),
    ("/tables/gold/event_daily?nothing=1", 400),
    ("/tables/gold/event_daily?token=secret", 400),
    ("/tables/gold/event_daily?day=yesterday", 422),
    ("/tables/gold/event_daily?day_from=2026-13-01", 422),
    ("/tables/gold/event_daily?n_events=1%20or%201=1", 422),
    ("/tables/brain/cluster?area_ids=YL-01", 400),
    ("/warnings/nothing", 404),
    ("/warnings/YL-20260103-ffffff", 404),
    ("/warnings?limit=-1", 422),
]
REFUSED_SQL = [
    "drop table ref.area",
    "delete from ref.area",
    "insert into ref.area (area_id) values ('x') returning *",
    "create table x as select 1",
    "create view ref.x as select 1",
    "attach '/tmp/x.duckdb' as x",
    "copy ref.area to '/tmp/area.csv'",
    "pragma database_list",
    "set threads = 1",
    "call lake.snapshots()",
    "explain select 1",
    "install httpfs",
    "select 1; select 2",
    "show tables",
    "describe ref.area",
    "select * from (show all tables)",
    "select * from (describe ref.area)",
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/hostname')",
    "select * from glob('/*')",
    "select * from '/etc/passwd'",
    'select * from "data.parquet"',
    'with "/etc/passwd" as (select * from "/etc/passwd") select * from "/etc/passwd"',
    "with sqlite_master as (select * from sqlite_master) select * from sqlite_master",
    "with duckdb_tables as (select 1) select * from (select * from duckdb_tables), duckdb_tables",
    f"select * from query('select * from lake.silver.{FEED}')",
    f"select * from query_table('lake.silver.{FEED}')",
    f"select * from lake.silver.{FEED}",
    "select * from memory.ref.area",
    "select * from duckdb_settings()",
    "select * from pragma_table_info('ref.area')",
    "select * from ducklake_snapshots('lake')",
    "select * from sqlite_scan('/etc/passwd', 't')",
    "select * from area",
    "select * from ref.area at (version => 1)",
    "select current_setting('temp_directory')",
    "select getenv('HOME')",
    "select getvariable('x')",
    "select repeat('x', 2000000000)",
    "select lpad('x', 2000000000, 'y')",
    "select range(2000000000)",
    "select 'a' || 'b'",
    "select nothing from ref.area",
    "select $1",
    "select name_en as a, name_zh as a from ref.city",
    "nonsense",
    "",
    "-- nothing",
    "select '",
]
UNKNOWN_SQL = [
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_tables",
    "select * from main.sqlite_master",
    "select * from gold.nothing",
    "select * from lake.event_daily",
]
BODIES = [
    (b"", 422), (b"{", 422), (b"[]", 422), (b"{}", 422), (b'{"sql": 1}', 422), (b"\xff\xfe", 422),
    (b'{"sql": "' + b"x" * 20_001 + b'"}', 422), (b'{"sql": "' + b"x" * 70_000 + b'"}', 413),
]  # fmt: skip


def one_sentence(text: str) -> bool:
    return len(text.splitlines()) == 1 and "Traceback" not in text and ".py" not in text


@pytest.fixture(scope="module")
def token(api: Asker) -> str:
    return api.token("data_engineer", "chen")[1]


@pytest.mark.parametrize(("path", "status"), PATHS)
def test_a_bad_path_or_parameter(api: Asker, token: str, path: str, status: int) -> None:
    answer = api.send("GET", path, token)
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert one_sentence(answer.json()["error"])


@pytest.mark.parametrize("sql", REFUSED_SQL)
def test_sql_that_is_not_a_plain_select_over_the_layers(api: Asker, token: str, sql: str) -> None:
    answer = api.send("POST", "/query", token, json={"sql": sql})
    assert (answer.status_code, list(answer.json())) == (400, ["error"]), answer.text[:500]
    assert one_sentence(answer.json()["error"])


@pytest.mark.parametrize("sql", UNKNOWN_SQL)
def test_sql_over_tables_that_are_not_there(api: Asker, token: str, sql: str) -> None:
    answer = api.send("POST", "/query", token, json={"sql": sql})
    assert (answer.status_code, list(answer.json())) == (404, ["error"]), answer.text


@pytest.mark.parametrize(("body", "status"), BODIES)
def test_a_bad_body(api: Asker, token: str, body: bytes, status: int) -> None:
    answer = api.send("POST", "/query", token, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, list(answer.json())) == (status, ["error"])
    assert one_sentence(answer.json()["error"])


def test_an_error_shows_no_value_that_was_read(api: Asker) -> None:
    sql = "select cast(name_zh as integer) from ref.city where city_id = 'yunlan'"
    for asked in (sql, sql.replace("cast(name_zh as integer)", "strptime(name_zh, '%Y')")):
        answer = api.query(asked)
        assert answer.status_code == 422
        assert "云" not in answer.text


def test_the_api_only_reads(api: Asker, token: str) -> None:
    for method in ("PUT", "DELETE", "PATCH", "POST"):
        assert api.send(method, "/tables/ref/city", token).status_code == 405


@pytest.mark.parametrize(
    "sql",
    [
        "with a as (select * from ref.area where parent_id = 'YL-01') select count(*) from a join ref.topic on true",
        "from ref.area select level, count(*) group by all order by all limit 3",
        "with recursive up as (select 1 as n union all select n + 1 from up where n < 5) select max(n) from up",
        "select day, sum(n_events) over (order by day) from gold.event_daily qualify rank() over (order by day) < 9",
        "select date_trunc('week', day), avg(n_events) from GOLD.Event_Daily where day > date '2026-01-01' group by 1",
        "select * from ref.city c, lateral (select count(*) as n from ref.area a where a.city_id = c.city_id)",
        "select kind, leaf::json ->> '$.actor' as actor from audit.ledger where kind like 'api%' limit 5",
        "select a.x, b.y from range(3) as a(x), unnest([1, 2]) as b(y)",
        "values (1, 'a')",
    ],
)
def test_ordinary_questions_are_answered(api: Asker, token: str, sql: str) -> None:
    answer = api.send("POST", "/query", token, json={"sql": sql})
    assert answer.status_code == 200, answer.text
