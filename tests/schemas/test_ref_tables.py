"""The ref tables: complete, joinable, unique over all cities."""

from __future__ import annotations

from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from schemas.city_tables import ref_tables
from schemas.settings import Settings

Tables = dict[str, pa.Table]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return ref_tables(Settings())


def _count(tables: Tables, query: str) -> int:
    """Run ``query`` over the tables by name; the first cell."""
    conn = duckdb.connect()
    for name, table in tables.items():
        conn.register(name, table)
    row = conn.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def test_five_cities_are_loaded_together(tables: Tables) -> None:
    assert set(tables["city"]["city_id"].to_pylist()) == {"yunlan", "chicago", "nyc", "sf", "england"}
    assert _count(tables, "select count(*) from area where city_id = 'chicago' and level = 'district'") == 77


def test_area_ids_are_unique_and_parents_exist(tables: Tables) -> None:
    assert _count(tables, "select count(*) - count(distinct area_id) from area") == 0
    assert _count(tables, "select count(*) from area a anti join area p on a.parent_id = p.area_id") == 5


def test_the_closure_reaches_every_city_once(tables: Tables) -> None:
    roots = "select count(*) from area_closure join area a on a.area_id = ancestor_id where a.parent_id is null"
    assert _count(tables, roots) == len(tables["area"])
    assert _count(tables, "select count(*) from area_closure where depth = 4") == 480


def test_adjacency_names_areas_of_one_level(tables: Tables) -> None:
    assert _count(
        tables,
        "select count(*) from adjacency j join area a using (area_id) join area b on b.area_id = j.neighbour_id "
        "where a.level <> b.level or a.city_id <> b.city_id or a.area_id = b.area_id",
    ) == 0  # fmt: skip
    assert _count(tables, "select count(distinct area_id) from adjacency where area_id like 'CHI-CA-%'") == 77


def test_every_area_and_topic_of_the_demo_city_has_a_responsible_unit(tables: Tables) -> None:
    wanted = 629 * len(tables["topic"])
    found = "select count(*) from responsibility join area using (area_id) where city_id = 'yunlan'"
    assert _count(tables, found) == wanted
    assert _count(tables, "select count(*) from responsibility where unit_zh like '%{%' or unit_en = ''") == 0


def test_an_exception_replaces_the_unit_for_its_topics(tables: Tables) -> None:
    table = tables["responsibility"]
    row = table.filter((pc.field("area_id") == "YL-01-01") & (pc.field("topic_id") == "housing.lift")).to_pylist()
    assert row[0]["unit_zh"] == "鼓楼街道办事处电梯应急处置岗"


def test_a_make_up_day_is_a_work_day_and_a_holiday_is_none(tables: Tables) -> None:
    """General Office of the State Council, notice on holidays in 2025: 26 January (Sunday) is worked."""
    table = tables["calendar"].filter(pc.field("city_id") == "yunlan")
    days = {row["day"]: row for row in table.to_pylist()}
    assert days[date(2025, 1, 26)]["is_workday"]
    assert not days[date(2025, 1, 29)]["is_workday"]
    assert days[date(2025, 10, 1)]["name_zh"] == "国庆节"
    assert days[date(2025, 10, 1)]["name_en"] == "National Day"
    assert not days[date(2025, 3, 1)]["is_workday"]


def test_a_season_runs_past_the_year_s_end(tables: Tables) -> None:
    days = set(tables["season"].filter(pc.field("season_id") == "heating")["day"].to_pylist())
    assert {date(2025, 11, 15), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 15)} <= days
    assert not {date(2025, 11, 14), date(2026, 3, 16)} & days


def test_topics_form_a_tree(tables: Tables) -> None:
    assert _count(tables, "select count(*) from topic t anti join topic g on t.group_id = g.topic_id") == 0
    assert _count(tables, "select count(*) from topic where topic_id like '%.%'") >= 45


def test_feeds_name_departments_and_columns_that_exist(tables: Tables) -> None:
    assert _count(tables, "select count(*) from feed anti join department using (department_id)") == 0
    assert _count(tables, "select count(*) from contract_column anti join feed using (feed_id)") == 0
    masked = "select count(*) from contract_column where classification like 'pii%' and operator is null"
    assert _count(tables, masked) == 0
