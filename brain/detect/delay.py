"""How much of the last days has come in yet, estimated from the delays in silver.

A case of day D may reach its department, and so the hub, days later. By topic, the share of cases reported within
0, 1, 2 … days of the day they belong to is counted over the past four months; what a judged day is expected to
count is scaled by it (:mod:`.reporting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from brain.detect.judgement import Floats
from brain.series.matrix import ALL_TOPICS

MAX_AGE = 14
_PRIOR_CASES = 20.0
_HERE = Path(__file__).parent
_FEEDS = (
    "select feed.feed_id from ref.feed as feed inner join information_schema.tables as held "
    "on held.table_name = feed.feed_id and held.table_schema = 'silver' and held.table_catalog = current_database() "
    "where feed.city_id = ? and feed.grain in ('event', 'count') order by 1"
)


@dataclass(frozen=True)
class Delays:
    """``shares``: by leaf topic, group and ``all``, share reported of the cases of ``through`` less 0, 1 … 13 days."""

    through: date
    shares: Mapping[str, Floats]

    def reported(self, topics: NDArray[np.str_], days: NDArray[np.datetime64]) -> Floats:
        """Shares [series × days]: 1 but for the last days; a topic without known delays is whole."""
        found = np.ones((len(topics), len(days)))
        by_topic = np.array([self.shares.get(topic, np.ones(MAX_AGE)) for topic in topics.tolist()])
        last = int((np.datetime64(self.through) - days[0]).astype(int))
        for age in range(min(MAX_AGE, last + 1)):
            if last - age < len(days):
                found[:, last - age] = by_topic[:, age]
        return found


def read_delays(conn: duckdb.DuckDBPyConnection, city_id: str, through: date) -> Delays:
    """The delays of a city's cases up to ``through``."""
    feeds = [row[0] for row in conn.execute(_FEEDS, [city_id]).fetchall()]
    if not feeds:
        return Delays(through, {})
    parts = (f"select '{feed}' as feed, topic_id, occurred_at, received_at from silver.{feed}" for feed in feeds)
    conn.execute("create or replace temp view report as " + " union all ".join(parts))
    zone = conn.execute("select timezone from ref.city where city_id = ?", [city_id]).fetchall()[0][0]
    conn.execute("set variable timezone = ?", [zone])
    conn.execute("set variable through = ?", [through])
    rows = conn.execute((_HERE / "read_reports.sql").read_text()).fetchall()
    tallies = [(str(topic), int(age), int(cases), int(reported)) for topic, age, cases, reported in rows]
    return Delays(through, _shares(tallies))


def _shares(rows: list[tuple[str, int, int, int]]) -> dict[str, Floats]:
    """Shrunk to the city's share, which stands for topics of few cases."""
    tallies: dict[str, Floats] = {}
    for topic, age, cases, reported in rows:
        for name in {topic, topic.split(".")[0], ALL_TOPICS}:
            tallies.setdefault(name, np.zeros((2, MAX_AGE)))[:, age] += (reported, cases)
    if not tallies:
        return {}
    reported, cases = tallies[ALL_TOPICS]
    usual = reported / cases
    return {name: (tally[0] + _PRIOR_CASES * usual) / (tally[1] + _PRIOR_CASES) for name, tally in tallies.items()}
