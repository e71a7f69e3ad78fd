"""What the lake holds of a city's detections, clusters and forecasts against capacity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

SQL = Path(__file__).parent / "sql"
_TABLE = re.compile(r"\b(from|join) ((?:brain|gold|ops)\.\w+)((?: as \w+)?)", re.IGNORECASE)


@dataclass(frozen=True)
class Recorded:
    """Rows of ``detections.sql``, ``clusters.sql`` and ``outlooks.sql``."""

    detections: pd.DataFrame
    clusters: list[tuple[Any, ...]]
    forecasts: pd.DataFrame


def recorded(
    conn: duckdb.DuckDBPyConnection, city_id: str, through: date, snapshot: datetime | None = None
) -> Recorded:
    """Everything up to and including ``through``, as the lake held it at ``snapshot`` (None: holds it now).

    The connection must know the resources' skills (:func:`brain.match.skills.register_skills`).
    """
    detections = read_frame(conn, "detections", city_id, through, snapshot)
    clusters = conn.execute(_query("clusters", snapshot)).fetchall()
    return Recorded(detections, clusters, read_frame(conn, "outlooks", city_id, through, snapshot))


def read_frame(
    conn: duckdb.DuckDBPyConnection,
    name: str,
    city_id: str,
    through: date,
    snapshot: datetime | None = None,
    forecast: str = "brain.forecast",
) -> pd.DataFrame:
    """The rows of the named query; ``forecast``: the relation to read forecasts from."""
    for variable, value in (("city_id", city_id), ("through", through)):
        conn.execute(f"set variable {variable} = ?", [value])
    frame: pd.DataFrame = conn.execute(_query(name, snapshot, forecast)).to_arrow_table().to_pandas()
    return frame


def _query(name: str, snapshot: datetime | None, forecast: str = "brain.forecast") -> str:
    """The named query, its tables read as of ``snapshot`` where one is given (DuckLake time travel)."""
    text = (SQL / f"{name}.sql").read_text().replace("brain.forecast", forecast)
    if snapshot is None:
        return text
    return _TABLE.sub(rf"\1 \2\3 at (timestamp => timestamptz '{snapshot.isoformat()}')", text)
