"""Small-area tables: reports by area and topic over some days, with the hierarchies of their totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb
import pyarrow as pa

from privacy.release import ALL, Axis, ReleaseError
from warehouse.script import render, set_variables

DATASET = "gold.event_daily"
LEVELS = ("city", "district", "street", "community")
"""From the top; grids are too small to be released."""
Level = Literal["district", "street", "community"]
Topics = Literal["group", "leaf"]


@dataclass(frozen=True)
class Cut:
    """Which table: a city, how fine, which local days (both included)."""

    city_id: str
    level: Level
    topics: Topics
    first_day: date
    last_day: date

    def as_scope(self) -> dict[str, str]:
        """For the ledger."""
        return {name: str(value) for name, value in vars(self).items()}


@dataclass(frozen=True)
class SmallArea:
    """Counts of the lowest level (row: area, column: topic, n) and the trees that they add up along."""

    counts: pa.Table
    areas: Axis
    topics: Axis


def read_small_area(conn: duckdb.DuckDBPyConnection, cut: Cut) -> SmallArea:
    """The table; :class:`ReleaseError` for a city without areas of that level."""
    areas, topics = _areas(conn, cut), _topics(conn, cut)
    set_variables(
        conn, **{**vars(cut), "topic_ids": [name for name in topics.parents if name not in topics.children()]}
    )
    counts = conn.execute(render("small_area.sql")).to_arrow_table()
    return SmallArea(counts, areas, topics)


def read_names(conn: duckdb.DuckDBPyConnection, language: Literal["en", "zh"]) -> dict[str, str]:
    """Names of all areas and topics by their ids."""
    sql = f"select area_id, name_{language} from ref.area union all select topic_id, name_{language} from ref.topic"
    return dict(conn.execute(sql).fetchall())


def _areas(conn: duckdb.DuckDBPyConnection, cut: Cut) -> Axis:
    levels = list(LEVELS[: LEVELS.index(cut.level) + 1])
    rows = conn.execute(
        "select area_id, case when level = 'city' then null else parent_id end, level from ref.area"
        " where city_id = ? and list_contains(?, level) order by area_id",
        [cut.city_id, levels],
    ).fetchall()
    if not any(level == cut.level for _, _, level in rows):
        raise ReleaseError(f"the city {cut.city_id} has no areas of the level {cut.level}")
    return Axis({area: parent for area, parent, _ in rows})


def _topics(conn: duckdb.DuckDBPyConnection, cut: Cut) -> Axis:
    rows = conn.execute(
        "select topic_id, group_id from ref.topic where topic_id <> ? order by topic_id", [ALL]
    ).fetchall()
    groups = {group: ALL for _, group in rows}
    leaves = {topic: group for topic, group in rows if topic != group} if cut.topics == "leaf" else {}
    return Axis({ALL: None, **groups, **leaves})
