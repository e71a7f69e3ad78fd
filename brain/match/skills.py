"""Which topics a resource serves, as a relation for the queries on capacity."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from schemas.modes import Modes


def register_skills(conn: duckdb.DuckDBPyConnection, modes: Modes) -> None:
    """Register ``skill(resource, topic_id, n_topics)``: one row a resource and topic."""
    rows = [(name, topic, len(kind.topics)) for name, kind in modes.resources.items() for topic in kind.topics]
    names, topics, numbers = zip(*rows, strict=True) if rows else ((), (), ())
    columns = [pa.array(names, pa.string()), pa.array(topics, pa.string()), pa.array(numbers, pa.int64())]
    conn.register("skill", pa.table(columns, names=["resource", "topic_id", "n_topics"]))
