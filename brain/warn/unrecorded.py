"""Evidence for past days that the lake holds none of, found now, each day's from its past alone; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from brain.detect.step import HISTORY_DAYS, judged_days
from brain.forecast.step import BACKFILL_ORIGINS, city_holidays, forecast_matrix
from brain.forecast.step import HISTORY_DAYS as FORECAST_HISTORY_DAYS
from brain.forecast.step import LEVELS as FORECAST_LEVELS
from brain.scan.step import FINEST_FIRST, cluster_rows
from brain.series import SeriesMatrix, load_series, season_days
from brain.warn.recorded import Recorded, read_frame

FORECAST_EVERY = timedelta(days=7)
"""A forecast from each week's first day; on the others it is read again, less the days that have passed."""
Tick = Callable[[str, int, int], None]
"""What is being done, and how many parts of it are done and there in all."""
_DAY = timedelta(days=1)
_SERVED = (
    "select topic_id from skill union "
    "select topic_id from gold.capacity_daily where city_id = ? and topic_id is not null order by 1"
)
_CLUSTER = ("cluster_id", "topic_id", "day", "area_ids", "window_days", "observed", "expected", "p_value")


def completed(
    conn: duckdb.DuckDBPyConnection, city_id: str, held: Recorded, since: date, through: date, tick: Tick
) -> Recorded:
    """What the lake held, and what was found now for the days from ``since`` before it."""
    judged = judged_before(conn, city_id, held, since, tick)
    scanned = scanned_before(conn, city_id, held, since, through, tick)
    forecast = forecast_between(conn, city_id, held, since, through, tick)
    return replace(
        held,
        detections=pd.concat([judged, held.detections], ignore_index=True),
        clusters=scanned + held.clusters,
        forecasts=pd.concat([*forecast, held.forecasts], ignore_index=True),
    )


def judged_before(
    conn: duckdb.DuckDBPyConnection, city_id: str, held: Recorded, since: date, tick: Tick
) -> pd.DataFrame:
    """Detections of the days before the first one held, of the city, its districts and streets."""
    last = _day(held.detections["day"].min()) - _DAY
    if last < since:
        return held.detections.iloc[:0]
    tick("Judging days without detections", 0, 1)
    found: pd.DataFrame = judged_days(conn, city_id, since, last).to_pandas()
    return found


def scanned_before(
    conn: duckdb.DuckDBPyConnection, city_id: str, held: Recorded, since: date, through: date, tick: Tick
) -> list[tuple[Any, ...]]:
    """Clusters of the days before the first one held: a first run scans fewer days than it judges."""
    last = min(row[2] for row in held.clusters) - _DAY if held.clusters else through
    if last < since:
        return []
    matrix = _finest_series(conn, city_id, since - timedelta(days=HISTORY_DAYS), last)
    rows = cluster_rows(conn, matrix, since, lambda n, total: tick("Scanning days without clusters", n, total))
    return [tuple(row[name] for name in _CLUSTER) for row in rows.to_pylist()]


def forecast_between(
    conn: duckdb.DuckDBPyConnection, city_id: str, held: Recorded, since: date, through: date, tick: Tick
) -> list[pd.DataFrame]:
    """Forecasts against capacity from mornings such that on each day one less than a week old is at hand.

    Of the topics that a stated capacity serves, each series by itself: all of a city's, reconciled, cost thrice that.
    """
    origins = weekly_origins(since + _DAY, through + _DAY, {_day(made) for made in held.forecasts["made_on"].unique()})
    served = [topic for (topic,) in conn.execute(_SERVED, [city_id]).fetchall()]
    past = since - timedelta(days=FORECAST_HISTORY_DAYS)
    matrix = load_series(conn, city_id, FORECAST_LEVELS, served, through, past)
    calendar = city_holidays(conn, city_id), season_days(conn, city_id)
    found = []
    for number, made_on in enumerate(origins, start=1):
        tick("Forecasting from past weeks", number, len(origins))
        made = _forecast(matrix, made_on, *calendar)
        if made.num_rows:
            conn.register("made_forecast", made)
            found.append(read_frame(conn, "outlooks", city_id, made_on - _DAY, forecast="made_forecast"))
            conn.unregister("made_forecast")
    return found


def _forecast(
    matrix: SeriesMatrix, made_on: date, holidays: Mapping[date, str], seasons: Mapping[str, Collection[date]]
) -> pa.Table:
    """From the series that had an event by then: others were not known to be."""
    n_days = max(int((np.datetime64(made_on) - matrix.days[0]).astype(int)), 0) if len(matrix) else 0
    seen = matrix.take(np.flatnonzero(matrix.counts[:, :n_days].any(axis=1)))
    return forecast_matrix(seen, made_on, holidays, {}, BACKFILL_ORIGINS, seasons, is_coherent=False)


def weekly_origins(first: date, last: date, held: Collection[date]) -> list[date]:
    """Mornings from ``first`` to ``last`` that are a week or more after the last one held or found."""
    found: list[date] = []
    latest = date.min
    for morning in (first + n * _DAY for n in range((last - first).days + 1)):
        if morning in held:
            latest = morning
        elif morning - latest >= FORECAST_EVERY:
            found.append(morning)
            latest = morning
    return found


def _finest_series(conn: duckdb.DuckDBPyConnection, city_id: str, since: date, through: date) -> SeriesMatrix:
    for level in FINEST_FIRST:
        matrix = load_series(conn, city_id, (level,), None, through, since)
        if len(matrix):
            break
    return matrix


def _day(value: date | datetime) -> date:
    return pd.Timestamp(value).date()
