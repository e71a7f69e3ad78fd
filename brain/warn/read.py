"""Reads what warnings are judged from out of the lake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from brain.match.skills import register_skills
from brain.warn.history import Area, Cluster, Floats, History, Key, StaleFeed, Topic
from brain.warn.outlooks import carried, outlooks
from brain.warn.recorded import SQL, recorded
from brain.warn.unrecorded import FORECAST_EVERY, Tick, completed
from schemas.contract_loader import load_contracts
from schemas.contract_topics import named_topics
from schemas.modes import load_modes
from schemas.settings import Settings
from schemas.warning_policy import WarningPolicy

_MEASURED = "select topic_id, any_value(unit) from gold.measure_daily where city_id = ? group by topic_id"


def read_history(
    conn: duckdb.DuckDBPyConnection,
    city_id: str,
    through: date,
    policy: WarningPolicy,
    settings: Settings,
    snapshot: datetime | None = None,
    since: date | None = None,
    tick: Tick = lambda *_: None,
) -> History | None:
    """Everything known of the city up to and including ``through``; None where nothing has been judged.

    ``snapshot``: read detections, clusters, forecasts and capacity as the lake held them at that moment.
    ``since``: days from then on of which the lake holds no such evidence are judged, scanned and forecast now, each
    from its past alone; not kept. ``tick`` is told how far that has come.
    """
    modes = load_modes(settings)
    register_skills(conn, modes)
    found = recorded(conn, city_id, through, snapshot)
    if found.detections.empty:
        return None
    if since is not None:
        found = completed(conn, city_id, found, since, through, tick)
    conn.execute("set variable city_id = ?", [city_id])
    conn.execute("set variable states = ?", [list(policy.stale.states)])
    timezone = conn.execute("select timezone from ref.city where city_id = ?", [city_id]).fetchall()[0][0]
    topics_of_feed = _topics_by_feed(city_id, settings)
    keys, days, columns = _pivot(found.detections)
    demand = outlooks(found.forecasts, modes)
    return History(
        city_id=city_id,
        timezone=timezone,
        days=days,
        keys=keys,
        **columns,
        areas=_areas(conn),
        topics=_topics(conn),
        units=_units(conn),
        clusters=_clusters(found.clusters, len({topic for _, topic in keys if "." in topic})),
        outlooks=demand if since is None else carried(demand, days, FORECAST_EVERY),
        stale=_stale(conn, topics_of_feed, city_id),
        feeds=_feeds_of_topics(topics_of_feed),
        measured_in=dict(conn.execute(_MEASURED, [city_id]).fetchall()),
        methods={(area, topic): method for area, topic, method in _methods(found.detections)},
    )


def _pivot(detections: pd.DataFrame) -> tuple[tuple[Key, ...], tuple[date, ...], dict[str, Floats]]:
    """Dense arrays by series and unbroken day; q-values that are missing are taken from the day's p-values."""
    keys = pd.MultiIndex.from_frame(detections[["area_id", "topic_id"]])
    rows, names = keys.factorize()
    stamps = pd.to_datetime(detections["day"]).to_numpy().astype("datetime64[D]")
    days = np.arange(stamps.min(), stamps.max() + 1)
    columns: dict[str, Floats] = {}
    for name in ("observed", "expected", "p_value", "q_value"):
        dense = np.full((len(names), len(days)), np.nan)
        dense[rows, (stamps - days[0]).astype(int)] = detections[name].to_numpy(dtype=float)
        columns[name] = dense
    return tuple((str(a), str(t)) for a, t in names), tuple(days.tolist()), columns


def _methods(detections: pd.DataFrame) -> Iterable[tuple[str, str, str]]:
    last = detections.drop_duplicates(["area_id", "topic_id"], keep="last")
    return zip(last["area_id"], last["topic_id"], last["method"], strict=True)


def _areas(conn: duckdb.DuckDBPyConnection) -> dict[str, Area]:
    rows = conn.execute((SQL / "areas.sql").read_text()).fetchall()
    return {row[0]: Area(row[1], row[2], row[3], tuple(row[4]), tuple(row[5])) for row in rows}


def _topics(conn: duckdb.DuckDBPyConnection) -> dict[str, Topic]:
    rows = conn.execute("select topic_id, name_en, name_zh, is_hazard from ref.topic").fetchall()
    return {"all": Topic("All matters", "全部事项")} | {row[0]: Topic(row[1], row[2], bool(row[3])) for row in rows}


def _units(conn: duckdb.DuckDBPyConnection) -> dict[Key, tuple[str, str]]:
    rows = conn.execute((SQL / "units.sql").read_text()).fetchall()
    return {(area, topic): (english, chinese) for area, topic, english, chinese in rows}


def _clusters(found: list[tuple[Any, ...]], n_topics: int) -> dict[date, tuple[Cluster, ...]]:
    """Clusters by day, with their q-values; each day one hypothesis is tried for each of ``n_topics`` topics."""
    rows: dict[date, list[tuple[Any, ...]]] = defaultdict(list)
    for row in found:
        rows[row[2]].append(row)
    return {day: tuple(with_q_values(of_day, n_topics)) for day, of_day in rows.items()}


def with_q_values(rows: list[tuple[Any, ...]], n_topics: int) -> list[Cluster]:
    """A day's clusters; a topic's further clusters take the figure at the rank of their p-value among the best ones."""
    best = np.sort([min(row[7] for row in rows if row[1] == topic) for topic in {row[1] for row in rows}])
    found = []
    for cluster_id, topic, _, areas, window_days, observed, expected, p_value in rows:
        rank = int(np.searchsorted(best, p_value, side="right"))
        q_value = min(p_value * max(n_topics, len(best)) / rank, 1.0)
        found.append(Cluster(cluster_id, topic, tuple(areas), window_days, observed, expected, p_value, q_value))
    return found


def _stale(conn: duckdb.DuckDBPyConnection, topics: dict[str, tuple[str, ...]], city_id: str) -> tuple[StaleFeed, ...]:
    rows = conn.execute((SQL / "stale.sql").read_text()).fetchall()
    return tuple(
        StaleFeed(feed, english, chinese, state, city_id, topics.get(feed, ()), through or "")
        for feed, english, chinese, state, through in rows
    )


def _topics_by_feed(city_id: str, settings: Settings) -> dict[str, tuple[str, ...]]:
    """The topics that each of the city's contracts maps to."""
    found = {}
    for contract in load_contracts(settings).values():
        if contract.city == city_id:
            found[contract.id] = tuple(sorted(named_topics(contract)))
    return found


def _feeds_of_topics(topics: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Feeds behind each topic, its group and all."""
    found: dict[str, set[str]] = defaultdict(set)
    for feed, named in topics.items():
        for topic in named:
            for wider in (topic, topic.split(".")[0], "all"):
                found[wider].add(feed)
    return {topic: tuple(sorted(feeds)) for topic, feeds in found.items()}
