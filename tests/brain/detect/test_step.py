"""The step on a real lake: one city's counts of a quarter year, with an incident in one place."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from brain.detect.step import detect_step
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

N_DAYS, TOPIC = 140, "sanitation.dumping"
FIRST = np.datetime64("2014-06-01")
INCIDENT = ("CHI-CA-08", "CHI-CA-32")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    found = Settings(home=Path(tmp_path_factory.mktemp("home")))
    with open_lake(found, write=True) as conn, transaction(conn, "fill"):
        areas = [
            row[0]
            for row in conn.execute(
                "select area_id from ref.area where level = 'district' and city_id = 'chicago'"
            ).fetchall()
        ]
        conn.register("counts", counts_of(areas))
        conn.execute("insert into gold.event_daily select 'chicago', level, area_id, ?, day, n, n from counts", [TOPIC])
        last = FIRST + N_DAYS - 1
        conn.register("hazes", hazes())
        conn.execute(
            "insert into gold.measure_daily "
            "select 'chicago', 'city', 'CHI', 'air.pm25', day, value, value, 1, 'ug/m3' from hazes"
        )
        conn.execute(
            "insert into gold.series_span values ('chicago', ?, ?, ?)", [TOPIC, FIRST.astype(date), last.astype(date)]
        )
    return found


def counts_of(areas: list[str]) -> pa.Table:
    rng = np.random.default_rng(1)
    counts = rng.poisson(rng.gamma(2, 0.2, (len(areas), 1)) * np.ones(N_DAYS))
    counts[np.isin(areas, INCIDENT), -4:] += 5
    area, day = np.nonzero(counts)
    days, level = FIRST + np.arange(N_DAYS), ["district"] * len(area) + ["city"] * N_DAYS
    return pa.table(
        {
            "level": level,
            "area_id": [areas[i] for i in area] + ["CHI"] * N_DAYS,
            "day": pa.array(np.concatenate([days[day], days])),
            "n": np.concatenate([counts[area, day], counts.sum(axis=0)]),
        }
    )


def hazes() -> pa.Table:
    values = np.exp(np.random.default_rng(2).normal(3.5, 0.2, N_DAYS))
    values[-1] *= 4
    return pa.table({"day": pa.array(FIRST + np.arange(N_DAYS)), "value": values})


@pytest.fixture
def conn(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    detect_step(settings)
    with open_lake(settings) as conn:
        yield conn


def test_the_incident_is_an_alarm_as_of_the_day_after_the_archive_ends(conn: duckdb.DuckDBPyConnection) -> None:
    query = "select is_alarm, q_value, observed, expected from brain.detection where area_id = ? and day = ?"
    last = (FIRST + N_DAYS - 1).astype(date)
    for area in INCIDENT:
        is_alarm, q_value, observed, expected = conn.execute(query, [area, last]).fetchone()  # type: ignore[misc]
        assert is_alarm
        assert q_value < 0.05
        assert observed > expected


def test_a_measured_value_is_judged_beside_the_counts(conn: duckdb.DuckDBPyConnection) -> None:
    query = "select day, is_alarm, observed > threshold from brain.detection where method = 'residual' order by day"
    rows = conn.execute(query).fetchall()
    assert len(rows) == 90
    assert rows[-1] == ((FIRST + N_DAYS - 1).astype(date), True, True)
    assert sum(row[1] for row in rows) < 5


def test_the_incident_is_a_cluster(conn: duckdb.DuckDBPyConnection) -> None:
    last = (FIRST + N_DAYS - 1).astype(date)
    rows = conn.execute("select area_ids, window_days, p_value from brain.cluster where day = ?", [last]).fetchall()
    areas, window_days, p_value = min(rows, key=lambda row: row[2])
    assert set(INCIDENT) <= set(areas)
    assert window_days == 4
    assert p_value < 0.001


def test_running_again_changes_nothing(settings: Settings, conn: duckdb.DuckDBPyConnection) -> None:
    query = "select area_id, day, p_value, is_alarm from brain.detection order by all"
    before = conn.execute(query).fetchall()
    detect_step(settings)
    with open_lake(settings) as again:
        after = again.execute(query).fetchall()
    assert [row[:2] for row in before] == [row[:2] for row in after]
    np.testing.assert_allclose([row[2] for row in before], [row[2] for row in after], rtol=1e-5)
