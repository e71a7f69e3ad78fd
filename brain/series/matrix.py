"""Reads and zero-fills ``gold.event_daily``: one row a series, one column a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_HERE = Path(__file__).parent
ALL_TOPICS = "all"
_EMPTY_KEYS = pa.table({name: pa.array([], pa.string()) for name in ("level", "area_id", "topic_id")})


@dataclass(frozen=True)
class SeriesMatrix:
    """Daily counts of every series of a city, zero-filled.

    ``keys`` has the string columns ``level``, ``area_id``, ``topic_id``; its row *i* names row *i* of ``counts``
    ([series × days], int32, events a local day). ``days`` is ``datetime64[D]``, unbroken. Column *j* of series *i* is
    known where ``starts[i] <= j < ends[i]``. Elsewhere no feed covers that topic: the few events that came in from
    such days (old cases of the first delivery, the first topics of a day that is not yet whole) are not counted, since
    a series that begins or ends with a part of its counts is learned as a steep trend.
    """

    city_id: str
    keys: pa.Table
    days: NDArray[np.datetime64]
    counts: NDArray[np.int32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.counts)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> SeriesMatrix:
        """The series of those row numbers (or of the true rows of a mask), days unchanged."""
        index = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        keys = self.keys.take(pa.array(index, pa.int64()))
        return SeriesMatrix(self.city_id, keys, self.days, self.counts[index], self.starts[index], self.ends[index])

    def known(self) -> NDArray[np.bool_]:
        """[series × days], true where a feed covers the day."""
        column = np.arange(len(self.days))
        return (column >= self.starts[:, None]) & (column < self.ends[:, None])


def load_series(
    conn: duckdb.DuckDBPyConnection,
    city_id: str,
    levels: Sequence[str],
    topics: Sequence[str] | None,
    through: date,
    since: date | None = None,
) -> SeriesMatrix:
    """Counts by local day up to and including ``through`` (and not before ``since``) of every series ever seen.

    ``topics``: leaf, group or ``all`` topic ids; None for every one. A pair (area, topic) without a single event in
    the span read is left out. Group topics take the widest span of their leaves where ``gold.series_span`` has none.
    """
    parameters = {"city_id": city_id, "levels": list(levels), "since": since or date.min, "through": through}
    for name, value in parameters.items():
        conn.execute(f"set variable {name} = ?", [value])
    spans, rows = (
        conn.execute((_HERE / name).read_text()).to_arrow_table() for name in ("read_spans.sql", "read_counts.sql")
    )
    if topics is not None:
        rows = rows.filter(pc.is_in(rows["topic_id"], pa.array(list(topics), pa.string())))
    return pivot(city_id, rows, spans, through, since)


def pivot(city_id: str, rows: pa.Table, spans: pa.Table, through: date, since: date | None = None) -> SeriesMatrix:
    """The dense matrix of long rows (``level, area_id, topic_id, day, n_events``) sorted by series."""
    if rows.num_rows == 0:
        nothing = np.zeros(0, np.int64)
        no_days, no_counts = np.zeros(0, "datetime64[D]"), np.zeros((0, 0), np.int32)
        return SeriesMatrix(city_id, _EMPTY_KEYS, no_days, no_counts, nothing, nothing)
    series, first_rows = _series_numbers(rows)
    row_days = rows["day"].to_numpy().astype("datetime64[D]")
    first = _first_day(row_days, spans, since)
    days = np.arange(first, np.datetime64(through) + 1)
    keys = rows.select(["level", "area_id", "topic_id"]).take(pa.array(first_rows, pa.int64()))
    starts, ends = _spans_of(keys["topic_id"].to_pylist(), spans, days)
    column = (row_days - first).astype(np.int64)
    is_whole = (column >= starts[series]) & (column < ends[series])
    counts = np.zeros((len(first_rows), len(days)), np.int32)
    counts[series[is_whole], column[is_whole]] = rows["n_events"].to_numpy()[is_whole]
    return SeriesMatrix(city_id, keys, days, counts, starts, ends)


def _series_numbers(rows: pa.Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    codes = [pc.dictionary_encode(rows[name].combine_chunks()).indices.to_numpy() for name in _EMPTY_KEYS.column_names]
    changed = np.ones(rows.num_rows, bool)
    changed[1:] = np.any([code[1:] != code[:-1] for code in codes], axis=0)
    return np.cumsum(changed) - 1, np.flatnonzero(changed)


def _first_day(row_days: NDArray[np.datetime64], spans: pa.Table, since: date | None) -> np.datetime64:
    begins = spans["first_day"].to_numpy().astype("datetime64[D]")
    first = (begins if len(begins) else row_days).min()
    return np.datetime64(first if since is None else max(first, np.datetime64(since)), "D")


def _spans_of(
    topics: list[str], spans: pa.Table, days: NDArray[np.datetime64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    known: dict[str, tuple[int, int]] = {}
    columns = (spans["first_day"].to_numpy(), spans["last_day"].to_numpy())
    begin, end = ((column.astype("datetime64[D]") - days[0]).astype(np.int64) for column in columns)
    for topic, low, high in zip(spans["topic_id"].to_pylist(), begin.tolist(), (end + 1).tolist(), strict=True):
        for name in {topic, topic.split(".")[0], ALL_TOPICS}:
            old = known.get(name, (low, high))
            known[name] = (min(low, old[0]), max(high, old[1]))
    found = np.array([known.get(topic, (0, len(days))) for topic in topics], np.int64).reshape(-1, 2)
    return np.clip(found[:, 0], 0, len(days)), np.clip(found[:, 1], 0, len(days))
