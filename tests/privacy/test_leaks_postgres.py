"""A canary in a PostgreSQL database is found in every type that holds text; an unreachable one fails the scan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from privacy.leaks import scan_leaks
from tests.postgres import Postgres
from tests.privacy.leak_fixtures import NAME, PHONE, make_home, needles


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", f"call {NAME}"),
        ("bytea", NAME.encode("utf-16-le")),
        ("jsonb", json.dumps({"a": [{"phone": PHONE}]})),
        ("text[]", ["x", PHONE]),
        ("bigint", int(PHONE)),
    ],
)
@pytest.mark.parametrize("setting", ["catalog", "airflow_database"])
def test_a_canary_is_found(kind: str, value: object, setting: str, postgres: Postgres, tmp_path: Path) -> None:
    database = postgres.new_database()
    with postgres.connect(database) as session, session.cursor() as cursor:
        cursor.execute(f"create schema meta; create table meta.note (id int, body {kind})")
        cursor.execute("insert into meta.note values (1, null), (2, %s)", [value])
    place = f"postgres:{postgres.conninfo(database)}" if setting == "catalog" else postgres.url(database)
    settings = make_home(tmp_path).model_copy(update={setting: place})
    report = scan_leaks(settings, needles(), n_sample=0)
    assert not report.is_ok
    assert {(hit.path, hit.where) for hit in report.hits} == {(setting, "table meta.note column body row 1")}
    assert report.not_covered == ()


def test_a_database_that_cannot_be_read_fails_the_scan(tmp_path: Path) -> None:
    settings = make_home(tmp_path).model_copy(update={"catalog": f"postgres:host={tmp_path} dbname=lake"})
    report = scan_leaks(settings, needles(), n_sample=0)
    assert (report.is_ok, report.unreadable) == (False, ("catalog: OperationalError",))


def test_what_is_not_covered_is_said(tmp_path: Path) -> None:
    settings = make_home(tmp_path).model_copy(update={"data_path": "s3://lake/data", "airflow_database": "mysql://h/a"})
    assert scan_leaks(settings, needles(), n_sample=0).not_covered == ("data_path", "airflow_database")
