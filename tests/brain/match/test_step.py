"""The matching step and the modes in the lake."""

from __future__ import annotations

from datetime import timedelta

import pytest

from brain.match.mode import ModeError, current_mode, switch_mode
from brain.match.step import N_DAYS, match_step
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction


def test_help_goes_to_the_street_with_the_outbreak(judged_city: Settings) -> None:
    with open_lake(judged_city) as conn:
        rows = conn.execute(
            "select to_area_id, sum(gain), any_value(explanation_zh) from brain.move group by 1"
        ).fetchall()
        totals = conn.execute(
            "select count(*), count(distinct day), sum(unmet), sum(unmet_before), sum(moved_in) - sum(moved_out) "
            "from brain.allocation"
        ).fetchone()
    assert {area for area, _, _ in rows} == {"XS-01-02"}
    assert all(gain > 0 and "XS-01-02" in text for _, gain, text in rows)
    assert totals is not None
    assert totals[0] == 6 * N_DAYS
    assert totals[1] == N_DAYS
    assert totals[2] < totals[3]
    assert totals[4] == 0


def test_running_again_replaces_the_same_days(own_city: Settings) -> None:
    def books() -> list[tuple[object, ...]]:
        with open_lake(own_city) as conn:
            return conn.execute("select * from brain.allocation order by day, area_id").fetchall()

    before = books()
    match_step(own_city)
    assert books() == before


def test_units_filed_under_one_topic_are_not_moved_to_serve_another(own_city: Settings) -> None:
    with open_lake(own_city, write=True) as conn, transaction(conn):
        conn.execute(
            "insert into gold.capacity_daily select city_id, area_id, 'crew', unnest(['water.burst', 'health.fever']), "
            "day, 9.0 from gold.capacity_daily where resource = 'clinic_team'"
        )
    match_step(own_city)
    with open_lake(own_city) as conn:
        rows = conn.execute(
            "select topic_id, count(*), count(distinct area_id || day), sum(moved_in), sum(moved_in) - sum(moved_out) "
            "from brain.allocation where resource = 'crew' group by all order by all"
        ).fetchall()
    assert [row[0] for row in rows] == ["health.fever", "water.burst"]
    assert all(n_rows == n_places == 6 * N_DAYS for _, n_rows, n_places, _, _ in rows)
    assert [row[4] for row in rows] == [0, 0]
    assert rows[0][3] > 0 == rows[1][3]


def test_a_drills_plan_says_that_it_is_an_exercise(own_city: Settings) -> None:
    switch_mode("XS", "surge", "flood drill", "Office", 2, own_city, is_exercise=True)
    match_step(own_city)
    with open_lake(own_city) as conn:
        marks = [
            conn.execute(
                f"select distinct is_exercise, explanation_en[:9], explanation_zh[:4] from brain.{table}"
            ).fetchall()
            for table in ("allocation", "move")
        ]
    assert marks == [[(True, "Exercise:", "【演练】")]] * 2


def test_a_mode_is_a_governed_act_that_expires(own_city: Settings) -> None:
    for mode, reason, actor, days in [
        ("war", "why", "Office", 1),
        ("surge", " ", "Office", 1),
        ("surge", "flood", "", 1),
        ("surge", "flood", "Office", 99),
    ]:
        with pytest.raises(ModeError):
            switch_mode("XS", mode, reason, actor, days, own_city)
    switch_mode("XS", "surge", "flood drill", "Office", 2, own_city, is_exercise=True)
    with open_lake(own_city) as conn:
        now = current_mode(conn, "XS")
        started = conn.execute("select max(started_at) from brain.mode").fetchall()[0][0]
        later = current_mode(conn, "XS", started + timedelta(days=3))
    assert (now.mode, now.is_exercise, later.mode) == ("surge", True, "peacetime")
