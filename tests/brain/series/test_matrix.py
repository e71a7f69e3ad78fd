from datetime import date

import duckdb
import numpy as np
import pytest

from brain.series import load_series

THROUGH = date(2026, 1, 10)


@pytest.fixture
def conn() -> duckdb.DuckDBPyConnection:
    conn = duckdb.connect()
    conn.execute("create schema gold")
    conn.execute(
        "create table gold.event_daily (city_id varchar, level varchar, area_id varchar, topic_id varchar, "
        "day date, n_events bigint, n_complainants bigint)"
    )
    conn.execute("create table gold.series_span (city_id varchar, topic_id varchar, first_day date, last_day date)")
    conn.execute(
        "insert into gold.event_daily values "
        "('c', 'grid', 'g2', 'water.burst', '2026-01-03', 2, 2), ('c', 'city', 'c', 'water', '2026-01-11', 5, 5), "
        "('c', 'grid', 'g2', 'water.burst', '2026-01-09', 1, 1), "
        "('c', 'grid', 'g1', 'water.burst', '2026-01-04', 7, 1), "
        "('c', 'city', 'c', 'water', '2026-01-02', 4, 4), ('d', 'grid', 'x', 'water.burst', '2026-01-04', 9, 9)"
    )
    conn.execute("insert into gold.series_span values ('c', 'water.burst', '2026-01-02', '2026-01-09')")
    return conn


def test_days_without_a_row_are_zero_from_the_span_s_first_day(conn: duckdb.DuckDBPyConnection) -> None:
    matrix = load_series(conn, "c", ["grid"], None, THROUGH)
    assert matrix.keys["area_id"].to_pylist() == ["g1", "g2"]
    assert matrix.days[0] == np.datetime64("2026-01-02")
    assert matrix.days[-1] == np.datetime64("2026-01-10")
    assert matrix.counts.tolist() == [[0, 0, 7, 0, 0, 0, 0, 0, 0], [0, 2, 0, 0, 0, 0, 0, 1, 0]]


def test_days_after_the_span_are_unknown(conn: duckdb.DuckDBPyConnection) -> None:
    matrix = load_series(conn, "c", ["grid"], ["water.burst"], THROUGH)
    assert matrix.known()[0].tolist() == [True] * 8 + [False]


def test_a_group_topic_takes_its_leaves_span(conn: duckdb.DuckDBPyConnection) -> None:
    matrix = load_series(conn, "c", ["city"], ["water"], THROUGH)
    assert (matrix.starts.tolist(), matrix.ends.tolist()) == ([0], [8])


def test_nothing_after_through_is_read(conn: duckdb.DuckDBPyConnection) -> None:
    assert load_series(conn, "c", ["city"], None, THROUGH).counts.sum() == 4


def test_a_city_without_data_gives_no_series(conn: duckdb.DuckDBPyConnection) -> None:
    assert len(load_series(conn, "e", ["grid"], None, THROUGH)) == 0


def test_events_outside_the_span_are_not_counted(conn: duckdb.DuckDBPyConnection) -> None:
    conn.execute(
        "insert into gold.event_daily values ('c', 'grid', 'g3', 'water.burst', '2025-12-20', 8, 8), "
        "('c', 'grid', 'g3', 'water.burst', '2026-01-05', 3, 3), ('c', 'grid', 'g3', 'water.burst', '2026-01-10', 6, 6)"
    )
    matrix = load_series(conn, "c", ["grid"], ["water.burst"], THROUGH)
    row = matrix.keys["area_id"].to_pylist().index("g3")
    assert matrix.days[0] == np.datetime64("2026-01-02")
    assert matrix.counts[row].tolist() == [0, 0, 0, 3, 0, 0, 0, 0, 0]
    assert not matrix.known()[row, -1]
