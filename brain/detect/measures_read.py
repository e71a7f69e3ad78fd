"""Daily means of ``gold.measure_daily`` as a dense matrix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from brain.detect.judgement import Floats

_QUERY = Path(__file__).with_name("read_measures.sql")
_KEYS = ["level", "area_id", "topic_id"]


def read_measures(
    conn: duckdb.DuckDBPyConnection, city_id: str, levels: Sequence[str], since: date, through: date
) -> tuple[pa.Table, NDArray[np.datetime64], Floats]:
    """Keys (``level, area_id, topic_id``), unbroken local days up to ``through``, means [series × days] (NaN: none)."""
    parameters = {"city_id": city_id, "levels": list(levels), "since": since, "through": through}
    for name, value in parameters.items():
        conn.execute(f"set variable {name} = ?", [value])
    rows = conn.execute(_QUERY.read_text()).to_arrow_table().to_pandas()
    if rows.empty:
        return (
            pa.table({name: pa.array([], pa.string()) for name in _KEYS}),
            np.zeros(0, "datetime64[D]"),
            np.zeros((0, 0)),
        )
    series = rows.groupby(_KEYS, sort=False).ngroup().to_numpy()
    keys = rows[_KEYS].drop_duplicates()
    stamps = pd.to_datetime(rows["day"]).to_numpy().astype("datetime64[D]")
    days = np.arange(stamps.min(), np.datetime64(through) + 1)
    values = np.full((len(keys), len(days)), np.nan)
    values[series, (stamps - days[0]).astype(np.int64)] = rows["mean_value"].to_numpy()
    return pa.table({name: keys[name].tolist() for name in _KEYS}), days, values
