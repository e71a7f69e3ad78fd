"""A small invented city in a lake of its own, with one outbreak of known place and time."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from brain.pipeline import detect_step, forecast_step, match_step, warn_step
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

CITY = "XS"
TODAY = date(2026, 3, 2)
N_DAYS = 420
STREETS = [f"XS-0{d}-0{s}" for d in (1, 2) for s in (1, 2, 3)]
TOPICS = {"water.burst": 0.6, "water.outage": 1.5, "health.fever": 4.0, "housing.lift": 0.8}
OUTBREAK = ("XS-01-02", "health.fever", 10)
"""Street, topic, and the number of days before TODAY since when its rate is fourfold."""


REFERENCE = ("city", "area", "area_closure", "adjacency", "topic", "responsibility", "calendar", "season", "feed")


def small_city(home: Path, n_days: int = N_DAYS, outbreak: bool = True) -> Settings:
    """Settings of a lake under ``home`` that holds the city's areas, topics and daily counts."""
    settings = Settings(
        home=home / "var", today=TODAY, city=CITY, city_dir=_city_files(home), contracts_dir=home / "feeds"
    )
    with open_lake(settings, write=True) as conn, transaction(conn, "small city"):
        for table in REFERENCE:
            conn.execute(f"delete from ref.{table}")
        _fill_reference(conn)
        _fill_events(conn, street_counts(n_days, outbreak))
        _fill_health_and_capacity(conn, n_days)
    return settings


def _city_files(home: Path) -> Path:
    """The product's own policy, modes and topics, without its cities: the tests fill ``ref`` themselves."""
    folder = home / "city"
    (folder / "profiles").mkdir(parents=True)
    (home / "feeds").mkdir()
    for name in ("topics.yaml", "warning_policy.yaml", "modes.yaml"):
        shutil.copy(Settings().city_dir / name, folder / name)
    return folder


def street_counts(n_days: int, outbreak: bool = True, seed: int = 5) -> pd.DataFrame:
    """Columns area_id, topic_id, day, n_events at street level."""
    draw = np.random.default_rng(seed)
    days = np.array([TODAY - timedelta(days=n_days - k) for k in range(n_days)])
    weekly = np.array([1.2, 1.1, 1.0, 1.0, 1.0, 0.9, 0.7])[[day.weekday() for day in days]]
    parts = []
    for street in STREETS:
        for topic, rate in TOPICS.items():
            expected = rate * weekly
            if outbreak and (street, topic) == OUTBREAK[:2]:
                expected = np.where(np.arange(n_days) >= n_days - OUTBREAK[2], 4 * expected, expected)
            parts.append(
                pd.DataFrame({"area_id": street, "topic_id": topic, "day": days, "n_events": draw.poisson(expected)})
            )
    return pd.concat(parts, ignore_index=True)


def _fill_reference(conn: duckdb.DuckDBPyConnection) -> None:
    conn.execute(f"insert into ref.city values ('{CITY}', 'Xiaoshi', '小市', 'Asia/Shanghai', 'wall', 'CN')")
    areas = [
        (CITY, None, "city"),
        *((f"XS-0{d}", CITY, "district") for d in (1, 2)),
        *((s, s[:5], "street") for s in STREETS),
    ]
    parents = {area: parent for area, parent, _ in areas}
    for order, (area, parent, level) in enumerate(areas):
        conn.execute(
            "insert into ref.area values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?)",
            [area, parent, CITY, level, area, f"Area {area}", f"区域{area}", 10_000, 112.0 + order / 100, 31.0, order],
        )
        above, depth = area, 0
        while above:
            conn.execute("insert into ref.area_closure values (?, ?, ?)", [above, area, depth])
            above, depth = parents[above], depth + 1
        conn.execute(
            "insert into ref.responsibility select ?, topic, ?, ?, 'lead' from (select unnest(?) as topic)",
            [area, f"Unit of {area}", f"{area}责任单位", [*TOPICS, *{topic.split(".")[0] for topic in TOPICS}, "all"]],
        )
    for first, second in pairwise(STREETS):
        conn.execute("insert into ref.adjacency values (?, ?), (?, ?)", [first, second, second, first])
    for topic in TOPICS:
        is_hazard = topic == "health.fever"
        conn.execute(
            "insert into ref.topic values (?, ?, ?, ?, 'dept', ?)",
            [topic, topic.split(".")[0], f"Topic {topic}", topic, is_hazard],
        )
    for group in [*{topic.split(".")[0] for topic in TOPICS}, "all"]:
        conn.execute(
            "insert into ref.topic values (?, ?, ?, ?, 'dept', false)", [group, "all", f"Group {group}", group]
        )


_ROLL_UP = """
insert into gold.event_daily
select ?, area.level, closure.ancestor_id, topic.topic_id, day, sum(n_events), null
from street_counts as counts
inner join ref.area_closure as closure using (area_id)
inner join ref.area as area on area.area_id = closure.ancestor_id
inner join ref.topic as topic on topic.topic_id in (counts.topic_id, split_part(counts.topic_id, '.', 1), 'all')
group by all
having sum(n_events) > 0
"""


def _fill_events(conn: duckdb.DuckDBPyConnection, counts: pd.DataFrame) -> None:
    conn.register("street_counts", counts)
    conn.execute(_ROLL_UP, [CITY])
    first, last = counts["day"].min(), counts["day"].max()
    conn.execute("insert into gold.series_span select ?, unnest(?), ?, ?", [CITY, list(TOPICS), first, last])


def _fill_health_and_capacity(conn: duckdb.DuckDBPyConnection, n_days: int) -> None:
    feed = ["hotline", CITY]
    named = "'dept', 'Hotline', '热线', 'event', '', '', 1440, 360, 365, '1.0.0'"
    conn.execute(f"insert into ref.feed values (?, ?, {named})", feed)
    conn.execute("insert into ops.feed_health values (?, ?, ?, 60, 1800, 'fresh', null, ?)", [*feed, TODAY, TODAY])
    days = [TODAY - timedelta(days=n_days - k) for k in range(n_days)]
    for street in STREETS:
        conn.execute(
            "insert into gold.capacity_daily select ?, ?, 'clinic_team', null, unnest(?), 9.0",
            [CITY, street, days],
        )


@pytest.fixture(scope="session")
def judged_city(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small city after all four steps; tests that write must use their own."""
    settings = small_city(tmp_path_factory.mktemp("city"))
    for step in (forecast_step, detect_step, warn_step, match_step):
        step(settings)
    return settings


@pytest.fixture
def own_city(judged_city: Settings) -> Iterator[Settings]:
    """The judged city for a test that writes; what it wrote to these tables is taken back afterwards."""
    with open_lake(judged_city) as conn:
        kept = {table: conn.execute(f"select * from {table}").to_arrow_table() for table in _WRITTEN}
    yield judged_city
    with open_lake(judged_city, write=True) as conn, transaction(conn, "restore"):
        for table, rows in kept.items():
            conn.register("rows", rows)
            conn.execute(f"delete from {table}")
            conn.execute(f"insert into {table} select * from rows")


_WRITTEN = [
    "ops.feed_health",
    "gold.capacity_daily",
    *(
        f"brain.{name}"
        for name in (
            *("forecast", "forecast_score", "detection", "cluster", "warning", "warning_event", "judged_day"),
            *("rule_performance", "lead_indicator", "allocation", "move", "mode", "missed_incident", "step_run"),
        )
    ),
]
