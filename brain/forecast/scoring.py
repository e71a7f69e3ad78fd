"""Scores of the hub's own forecasts once their day has come, beside a seasonal naive made the same day."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from brain.forecast.levels import COLUMNS, LEVELS, Array
from brain.forecast.score import is_covered, wis
from brain.forecast.smooth import Ints
from brain.series import SeriesMatrix

WEEK = 7
NAIVE_DAYS = 365
_HERE = Path(__file__).parent


def score_forecasts(conn: duckdb.DuckDBPyConnection, matrix: SeriesMatrix) -> None:
    """Append ``brain.forecast_score`` rows for the city's forecasts due within the matrix's days."""
    conn.execute("set variable city_id = ?", [matrix.city_id])
    conn.execute("set variable through = ?", [matrix.days[-1].item()])
    due = conn.execute((_HERE / "due.sql").read_text()).to_arrow_table().to_pandas()
    if due.empty:
        return
    parts = [_scores(group, matrix) for _, group in due.groupby("made_on")]
    conn.register("scored", pa.Table.from_pandas(pd.concat(parts), preserve_index=False))
    conn.execute("insert into brain.forecast_score by name select * from scored")


def _scores(due: pd.DataFrame, matrix: SeriesMatrix) -> pd.DataFrame:
    """Scores of forecasts made on one day."""
    names = matrix.keys.to_pandas()
    index = pd.MultiIndex.from_frame(names[["level", "area_id", "topic_id"]])
    rows = index.get_indexer(pd.MultiIndex.from_frame(due[["level", "area_id", "topic_id"]]))
    first = matrix.days[0]
    columns = (due["target_day"].to_numpy().astype("datetime64[D]") - first).astype(int)
    origin = int((np.datetime64(due["made_on"].iloc[0], "D") - first).astype(int))
    kept = (rows >= 0) & (columns >= 0)
    due, rows, columns = due[kept], rows[kept], columns[kept]
    known = matrix.known()[rows, columns]
    due, rows, columns = due[known], rows[known], columns[known]
    observed = matrix.counts[rows, columns].astype(float)
    quantiles = due[list(COLUMNS)].to_numpy()
    history = matrix.counts[:, max(0, origin - NAIVE_DAYS) : origin].astype(float)
    naive, scale = naive_quantiles(history, rows, due["horizon"].to_numpy())
    return pd.DataFrame(
        {
            "city_id": matrix.city_id,
            **{n: due[n] for n in ("level", "area_id", "topic_id", "made_on", "target_day", "horizon", "model")},
            "observed": observed,
            "wis": wis(observed, quantiles),
            "wis_naive": wis(observed, naive),
            "mase": np.abs(observed - due["mean"].to_numpy()) / np.where(scale > 0, scale, np.nan),
            "is_covered_95": is_covered(observed, quantiles).astype(bool),
        }
    )


def naive_quantiles(history: Array, rows: Ints, horizon: Ints) -> tuple[Array, Array]:
    """Seasonal naive quantiles ``[m, 23]`` of series ``rows [m]`` at ``horizon [m]`` days, and its mean error ``[m]``.

    The last value of the same weekday plus the quantiles of past differences over as many weeks, not below zero.
    """
    quantiles = np.zeros((len(rows), len(LEVELS)))
    for weeks in np.unique((horizon - 1) // WEEK + 1):
        lag = WEEK * int(weeks)
        chosen = (horizon - 1) // WEEK + 1 == weeks
        if history.shape[1] <= lag:
            continue
        steps = history[:, lag:] - history[:, :-lag]
        offsets = np.quantile(steps, LEVELS, axis=1).T
        last = history[rows[chosen], history.shape[1] + horizon[chosen] - 1 - lag]
        quantiles[chosen] = np.maximum(last[:, None] + offsets[rows[chosen]], 0)
    scale = np.abs(history[:, WEEK:] - history[:, :-WEEK]).mean(axis=1) if history.shape[1] > WEEK else np.zeros(1)
    return quantiles, scale[rows] if len(scale) == len(history) else np.full(len(rows), np.nan)
