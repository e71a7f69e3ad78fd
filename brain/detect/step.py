"""The detection step of the pipeline: fills ``brain.detection`` and ``brain.cluster``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from brain.as_of import CityClock, city_clocks
from brain.detect import default, measures, pooled
from brain.detect.delay import Delays, read_delays
from brain.detect.design import NO_SEASONS, Holidays, Seasons
from brain.detect.frame import ALPHA
from brain.detect.judgement import Floats, Judgement, blank_judgement
from brain.detect.measures_read import read_measures
from brain.detect.pooled import Pooling
from brain.detect.rows import KEPT_LEVELS, MEASURE_METHOD, NO_ROWS, detection_rows
from brain.scan.step import SCANNED_DAYS, cluster_rows
from brain.series import SeriesMatrix, load_series, season_days
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

LEVELS = ("city", "district", "street", "community", "grid")
FIRST_RUN_DAYS = 90
REJUDGED_DAYS = 3
HISTORY_DAYS = 3 * 366
DENSE_DAILY_MEAN = 1.0
BLOCK = 6000
METHOD = "default"
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class CityResult:
    """Rows of one city for the days ``first`` … ``last``."""

    city_id: str
    first: date
    last: date
    detections: pa.Table
    clusters: pa.Table


def detect_step(settings: Settings) -> int:
    """Judges, in every city, the days since the last run (the last 90 the first time) and the days before that
    late records may have changed; returns the number of alarms. Writes in one transaction."""
    with open_lake(settings) as conn:
        results = [_judge_city(conn, clock) for clock in city_clocks(conn, settings)]
    with open_lake(settings, write=True) as conn, transaction(conn, "detect"):
        for result in results:
            _replace(conn, result)
    return sum(int(np.sum(result.detections["is_alarm"].to_numpy())) for result in results)


def _judge_city(conn: duckdb.DuckDBPyConnection, clock: CityClock) -> CityResult:
    first = _first_day(conn, clock)
    since = clock.through - timedelta(days=HISTORY_DAYS)
    matrix = load_series(conn, clock.city_id, LEVELS, None, clock.through, since)
    delays = read_delays(conn, clock.city_id, clock.through)
    detections = _detections(conn, matrix, first, clock.through, delays)
    scanned = max(first, clock.through - timedelta(days=SCANNED_DAYS - 1))
    return CityResult(clock.city_id, first, clock.through, detections, cluster_rows(conn, matrix, scanned))


def judged_days(conn: duckdb.DuckDBPyConnection, city_id: str, first: date, last: date) -> pa.Table:
    """Rows as of ``brain.detection`` for those days, judged now, each from its past alone; nothing is written.

    Of the city, its districts and streets, in whose number false discoveries are controlled. Reports that were late
    on the day itself are there by now.
    """
    matrix = load_series(conn, city_id, KEPT_LEVELS, None, last, last - timedelta(days=HISTORY_DAYS))
    return _detections(conn, matrix, first, last, Delays(last, {}))


def _detections(
    conn: duckdb.DuckDBPyConnection, matrix: SeriesMatrix, first: date, last: date, delays: Delays
) -> pa.Table:
    holidays, seasons = _holidays(conn, matrix.city_id), season_days(conn, matrix.city_id)
    measured = _measure_rows(conn, matrix.city_id, first, last, holidays, seasons)
    if len(matrix) == 0:
        return measured
    column = max(int((np.datetime64(first) - matrix.days[0]).astype(int)), 0)
    judgement = judge_matrix(matrix, column, holidays, delays, seasons)
    counted = detection_rows(matrix.city_id, matrix.keys, matrix.days[column:], judgement, METHOD)
    return pa.concat_tables([counted, measured])


def _measure_rows(
    conn: duckdb.DuckDBPyConnection, city_id: str, first: date, last: date, holidays: Holidays, seasons: Seasons
) -> pa.Table:
    keys, days, values = read_measures(conn, city_id, KEPT_LEVELS, last - timedelta(days=HISTORY_DAYS), last)
    column = int(np.searchsorted(days, np.datetime64(first)))
    if column == len(days):
        return NO_ROWS
    judgement = measures.judge(values, days, column, ALPHA, holidays, seasons).steps(slice(column, None))
    return detection_rows(city_id, keys, days[column:], judgement, MEASURE_METHOD)


def judge_matrix(
    matrix: SeriesMatrix, first: int, holidays: Holidays, delays: Delays, seasons: Seasons = NO_SEASONS
) -> Judgement:
    """Judges the days from column ``first`` on ([series × judged days]), block by block of series.

    Dense series are judged by themselves, sparse ones by the pattern of their topic in the whole city; the last days
    are expected to count as much less as their cases come in late.
    """
    level, topic = (np.array(matrix.keys[name].to_pylist()) for name in ("level", "topic_id"))
    pattern_rows = np.flatnonzero(level == LEVELS[0])
    row_of = {name: row for row, name in enumerate(topic[pattern_rows])}
    pattern_of = np.array([row_of.get(name, -1) for name in topic])
    is_sparse = (level != LEVELS[0]) & (pattern_of >= 0) & (matrix.counts.mean(axis=1) < DENSE_DAILY_MEAN)
    patterns = _known_counts(matrix, pattern_rows)
    peers = np.unique(np.char.add(np.char.add(level, "/"), topic), return_inverse=True)[1]
    result = blank_judgement(matrix.counts[:, first:].astype(np.float64))
    for rows in _blocks(np.flatnonzero(~is_sparse), np.flatnonzero(~is_sparse)):
        counts, reported = _known_counts(matrix, rows), delays.reported(topic[rows], matrix.days)
        _put(result, rows, default.judge(counts, matrix.days, "D", first, ALPHA, holidays, reported, seasons))
    for rows in _blocks(np.flatnonzero(is_sparse), peers[is_sparse]):
        pooling = Pooling(patterns, pattern_of[rows], np.unique(peers[rows], return_inverse=True)[1])
        counts, reported = _known_counts(matrix, rows), delays.reported(topic[rows], matrix.days)
        _put(result, rows, pooled.judge(counts, matrix.days, "D", first, ALPHA, pooling, holidays, reported, seasons))
    return result


def _blocks(rows: NDArray[np.int64], order: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows in pieces, sorted so that peers stay together."""
    arranged = rows[np.argsort(order, kind="stable")]
    return [arranged[start : start + BLOCK] for start in range(0, len(arranged), BLOCK)]


def _known_counts(matrix: SeriesMatrix, rows: NDArray[np.int64]) -> Floats:
    part = matrix.take(rows)
    return np.where(part.known(), part.counts, np.nan)


def _put(result: Judgement, rows: NDArray[np.int64], part: Judgement) -> None:
    first = part.observed.shape[1] - result.observed.shape[1]
    for name in ("expected", "threshold", "p_value", "is_alarm"):
        getattr(result, name)[rows] = getattr(part, name)[:, first:]


def _first_day(conn: duckdb.DuckDBPyConnection, clock: CityClock) -> date:
    query = "select max(day) from brain.detection where city_id = ? and day <= ?"
    row = conn.execute(query, [clock.city_id, clock.through]).fetchone()
    if row is None or row[0] is None:
        return clock.through - timedelta(days=FIRST_RUN_DAYS - 1)
    last: date = row[0]
    return min(last - timedelta(days=REJUDGED_DAYS - 1), clock.through)


def _holidays(conn: duckdb.DuckDBPyConnection, city_id: str) -> dict[date, str]:
    conn.execute("set variable city_id = ?", [city_id])
    rows = conn.execute((_HERE / "read_calendar.sql").read_text()).fetchall()
    return {day: name or "holiday" for day, name in rows}


def _replace(conn: duckdb.DuckDBPyConnection, result: CityResult) -> None:
    for name, rows in (("detection", result.detections), ("cluster", result.clusters)):
        span = [result.city_id, result.first, result.last]
        conn.execute(f"delete from brain.{name} where city_id = ? and day between ? and ?", span)
        conn.register("new_rows", rows)
        conn.execute(f"insert into brain.{name} by name select * from new_rows")
        conn.unregister("new_rows")
