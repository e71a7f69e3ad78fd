"""Clusters of a city's topics for the pipeline: rows of ``brain.cluster``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from brain.scan.baseline import CountModel, fit_counts, season_profile, weekday_profile
from brain.scan.search import Cluster, Tail, disjoint_clusters, screened_tail, zone_windows
from brain.scan.zones import Zones, circular_zones, connected_zones, joined
from brain.series import SeriesMatrix, season_days

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

FINEST_FIRST = ("grid", "community", "street", "district")
WINDOW_DAYS = 14
HISTORY_DAYS = 90
SCANNED_DAYS = 14
REPLICAS = 199
TAIL_DAYS = 14
"""The null distribution of the largest ratio is simulated once in so many days: it is what a scan costs most."""
MAX_P = 0.01
MIN_EVENTS = 3
_CIRCLE_AREAS, _CONNECTED_AREAS = 20, 3
_HERE = Path(__file__).parent
_EMPTY = pa.schema(
    [
        ("cluster_id", pa.string()),
        ("city_id", pa.string()),
        ("topic_id", pa.string()),
        ("day", pa.date32()),
        ("area_ids", pa.list_(pa.string())),
        ("window_days", pa.int64()),
        ("observed", pa.float64()),
        ("expected", pa.float64()),
        ("p_value", pa.float64()),
    ]
).empty_table()


@dataclass(frozen=True)
class Place:
    """The finest areas of a city and the zones made of them."""

    areas: list[str]
    zones: Zones


def cluster_rows(
    conn: duckdb.DuckDBPyConnection, matrix: SeriesMatrix, first: date, progress: Progress | None = None
) -> pa.Table:
    """Clusters of each leaf topic on each day from ``first`` on the finest areas counted, each from its past alone.

    ``progress`` is told the number of topics done and in all.
    """
    levels = set(matrix.keys["level"].to_pylist())
    level = next((name for name in FINEST_FIRST if name in levels), None)
    if level is None:
        return _EMPTY
    place = _read_place(conn, matrix.city_id, level)
    begin = max(int((np.datetime64(first) - matrix.days[0]).astype(int)), 0)
    named = [np.array(days, "datetime64[D]") for days in season_days(conn, matrix.city_id).values()]
    seasons = np.array([np.isin(matrix.days, days) for days in named], dtype=np.bool_)
    topics = list(_topics(matrix, level, place))

    def work(topic: tuple[str, Floats, int]) -> list[dict[str, object]]:
        name, counts, end = topic
        return list(_scan(matrix, name, counts, place, range(begin, end), seasons))

    rows = []
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for n_done, found in enumerate(pool.map(work, topics), start=1):
            rows += found
            if progress is not None:
                progress(n_done, len(topics))
    return pa.Table.from_pylist(rows, schema=_EMPTY.schema)


def _topics(matrix: SeriesMatrix, level: str, place: Place) -> Iterator[tuple[str, Floats, int]]:
    """Each leaf topic's counts [areas × days] and the number of days known."""
    levels, topics = (np.array(matrix.keys[name].to_pylist()) for name in ("level", "topic_id"))
    place_of = pc.index_in(matrix.keys["area_id"], pa.array(place.areas)).fill_null(-1).to_numpy()
    usable = (levels == level) & (place_of >= 0)
    for topic in np.unique(topics[usable]):
        rows = np.flatnonzero(usable & (topics == topic))
        if "." not in topic:
            continue
        counts = np.zeros((len(place.areas), len(matrix.days)))
        counts[place_of[rows]] = matrix.counts[rows]
        yield str(topic), counts, int(matrix.ends[rows].max())


def _scan(
    matrix: SeriesMatrix, topic: str, counts: Floats, place: Place, judged: range, seasons: NDArray[np.bool_]
) -> Iterator[dict[str, object]]:
    tails: dict[int, Tail] = {}
    for day in judged:
        window = slice(day - WINDOW_DAYS + 1, day + 1)
        if window.start < 2 * WINDOW_DAYS or counts[:, window].sum() < MIN_EVENTS:
            continue
        model = _model(counts, matrix.days, window, seasons)
        baseline = zone_windows(model.expected(), place.zones)
        anchor = _anchor(matrix.days, day)
        if anchor not in tails:
            tails[anchor] = _tail(counts, matrix.days, anchor, seasons, place)
        tail = tails[anchor]
        for number, cluster in enumerate(disjoint_clusters(counts[:, window], baseline, place.zones, tail, 0.0, MAX_P)):
            yield _row(matrix, topic, matrix.days[day].astype(object), number, cluster, place)


def _anchor(days: NDArray[np.datetime64], day: int) -> int:
    """The column whose null distribution a day borrows: one for each calendar fortnight, wherever the run began."""
    return max(day - int(days[day].astype(np.int64)) % TAIL_DAYS, 3 * WINDOW_DAYS - 1)


def _tail(counts: Floats, days: NDArray[np.datetime64], anchor: int, seasons: NDArray[np.bool_], place: Place) -> Tail:
    model = _model(counts, days, slice(anchor - WINDOW_DAYS + 1, anchor + 1), seasons)
    baseline = zone_windows(model.expected(), place.zones)
    return screened_tail(model.draw, baseline, place.zones, REPLICAS, 0)


def _model(counts: Floats, days: NDArray[np.datetime64], window: slice, seasons: NDArray[np.bool_]) -> CountModel:
    past = slice(max(window.start - HISTORY_DAYS, 0), window.start)
    weekday = (days.astype(np.int64) + 3) % 7
    earlier, scanned = weekday_profile(counts[:, past].sum(axis=0), weekday[past], weekday[window])
    return fit_counts(counts[:, past], earlier, scanned * season_profile(counts.sum(axis=0), seasons, past, window))


def _row(matrix: SeriesMatrix, topic: str, day: date, number: int, cluster: Cluster, place: Place) -> dict[str, object]:
    return {
        "cluster_id": f"{matrix.city_id}:{topic}:{day}:{number}",
        "city_id": matrix.city_id,
        "topic_id": topic,
        "day": day,
        "area_ids": [place.areas[area] for area in cluster.areas],
        "window_days": cluster.window_days,
        "observed": cluster.observed,
        "expected": cluster.expected,
        "p_value": cluster.p_value,
    }


def _read_place(conn: duckdb.DuckDBPyConnection, city_id: str, level: str) -> Place:
    conn.execute("set variable city_id = ?", [city_id])
    conn.execute("set variable level = ?", [level])
    areas = conn.execute((_HERE / "read_areas.sql").read_text()).fetchall()
    names = [area for area, _, _ in areas]
    conn.execute("set variable areas = ?", [names])
    number = {area: row for row, area in enumerate(names)}
    neighbours: list[list[int]] = [[] for _ in names]
    for area, neighbour in conn.execute((_HERE / "read_neighbours.sql").read_text()).fetchall():
        neighbours[number[area]].append(number[neighbour])
    longitude, latitude = (np.array([row[i] for row in areas], np.float64) for i in (1, 2))
    circles = circular_zones(longitude, latitude, min(_CIRCLE_AREAS, len(names)))
    return Place(names, joined(circles, connected_zones(neighbours, _CONNECTED_AREAS)))
