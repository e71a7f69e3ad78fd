"""The forecasting step of the hub: every city's series forecast and scored, in the lake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from brain.as_of import CityClock, city_clocks
from brain.cadence import is_due, mark_run
from brain.forecast.calendar import WORKING_WEEKEND
from brain.forecast.coherence import complete, hierarchy
from brain.forecast.engine import N_ORIGINS, forecast_panel
from brain.forecast.levels import COLUMNS, Array
from brain.forecast.panel import Panel
from brain.forecast.scoring import score_forecasts
from brain.match.mode import current_mode
from brain.series import SeriesMatrix, load_series, season_days
from schemas.modes import Mode, load_modes
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

LEVELS = ("city", "district", "street")
HORIZON = 28
HISTORY_DAYS = 3 * 365
BACKFILL_DAYS = (28, 14, 7)
"""On the first run, forecasts are also made as of these many days before, so that there are scores from the start."""
BACKFILL_ORIGINS = 5
"""Past origins that these learn from, fewer than usual: they are many and only to be looked at."""
LEAST_DAYS = 14
STEP = "forecast"
MODEL = "weighted_components_v1"


def forecast_step(settings: Settings, is_asked: bool = False) -> None:
    """Forecast each city as of its clock, score what has come true; one transaction a city.

    A day's forecasts are made anew when they are as old as the city's mode says, or where a person asks for them.
    """
    modes = load_modes(settings).modes
    with open_lake(settings) as conn:
        due = [
            clock
            for clock in city_clocks(conn, settings)
            if is_asked or is_due(conn, clock.city_id, STEP, clock.today, _every_hours(conn, clock, modes))
        ]
    for clock in due:
        _forecast_city(clock, settings)


def _every_hours(conn: duckdb.DuckDBPyConnection, clock: CityClock, modes: Mapping[str, Mode]) -> int:
    return modes[current_mode(conn, clock.city_id).mode].forecast_every_hours


def _forecast_city(clock: CityClock, settings: Settings) -> None:
    with open_lake(settings) as conn:
        since = clock.through - timedelta(days=HISTORY_DAYS)
        matrix = load_series(conn, clock.city_id, LEVELS, None, clock.through, since)
        parents = _parents(conn, clock.city_id)
        holidays, seasons = city_holidays(conn, clock.city_id), season_days(conn, clock.city_id)
        before = conn.execute(
            "select count(*) from brain.forecast where city_id = ? and made_on < ?", [clock.city_id, clock.today]
        ).fetchone()
    if len(matrix) == 0:
        return
    origins = [clock.today] if before and before[0] else [clock.today - timedelta(days=d) for d in (*BACKFILL_DAYS, 0)]
    made = [
        forecast_matrix(
            matrix, made_on, holidays, parents, N_ORIGINS if made_on == clock.today else BACKFILL_ORIGINS, seasons
        )
        for made_on in origins
    ]
    fresh = pa.concat_tables([table for table in made if table.num_rows])
    with open_lake(settings, write=True) as conn, transaction(conn, f"forecast {clock.city_id} {clock.today}"):
        conn.executemany(
            "delete from brain.forecast where city_id = ? and made_on = ?", [[clock.city_id, day] for day in origins]
        )
        conn.register("fresh", fresh)
        conn.execute("insert into brain.forecast by name select * from fresh")
        score_forecasts(conn, matrix)
        mark_run(conn, clock.city_id, STEP, clock.today)


def forecast_matrix(
    matrix: SeriesMatrix,
    made_on: date,
    holidays: Mapping[date, str],
    parents: dict[str, str],
    n_origins: int = N_ORIGINS,
    seasons: Mapping[str, Collection[date]] | None = None,
    is_coherent: bool = True,
) -> pa.Table:
    """Rows of ``brain.forecast`` from the days before ``made_on`` alone; the first target is that day.

    ``is_coherent``: reconcile them over areas and topics; what is only a part of the city's series does not add up.
    """
    n_days = int((np.datetime64(made_on, "D") - matrix.days[0]).astype(int))
    values = known_values(matrix)[:, :n_days]
    fit = np.sum(~np.isnan(values), axis=1) >= LEAST_DAYS if n_days > 0 else np.zeros(len(matrix), dtype=bool)
    if not fit.any():
        return pa.table({})
    keys = matrix.keys.to_pandas()[fit].reset_index(drop=True)
    all_keys, all_values = complete(keys, values[fit], parents) if is_coherent else (keys, values[fit])
    panel = Panel(all_values, pd.Timestamp(made_on - timedelta(days=1)), "D", holidays, seasons or {})
    reconcile = hierarchy(all_keys, parents).reconcile if is_coherent else None
    made = forecast_panel(panel, HORIZON, reconcile, n_origins)
    return _table(matrix.city_id, keys, made_on, made.mean[: len(keys)], made.quantiles[: len(keys)])


def known_values(matrix: SeriesMatrix) -> Array:
    """Counts ``[n, T]`` with NaN where no feed covers the day."""
    return np.where(matrix.known(), matrix.counts.astype(float), np.nan)


def city_holidays(conn: duckdb.DuckDBPyConnection, city_id: str) -> dict[date, str]:
    """Holiday names by day, and the weekend days on which people work in exchange for a day off."""
    rows = conn.execute(
        "select day, case when is_holiday then name_en else ? end from ref.calendar "
        "where city_id = ? and (is_holiday or (is_workday and isodow(day) > 5))",
        [WORKING_WEEKEND, city_id],
    ).fetchall()
    return dict(rows)


def _parents(conn: duckdb.DuckDBPyConnection, city_id: str) -> dict[str, str]:
    rows = conn.execute(
        "select area_id, parent_id from ref.area where city_id = ? and parent_id is not null", [city_id]
    ).fetchall()
    return dict(rows)


def _table(city_id: str, keys: pd.DataFrame, made_on: date, mean: Array, quantiles: Array) -> pa.Table:
    n, horizon = mean.shape
    columns: dict[str, pa.Array] = {"city_id": pa.array([city_id] * (n * horizon))}
    columns |= {name: pa.array(np.repeat(keys[name].to_numpy(), horizon)) for name in ("level", "area_id", "topic_id")}
    targets = np.datetime64(made_on, "D") + np.arange(horizon)
    columns |= {
        "made_on": pa.array([made_on] * (n * horizon), pa.date32()),
        "target_day": pa.array(np.tile(targets, n)),
        "horizon": pa.array(np.tile(np.arange(1, horizon + 1), n)),
        "mean": pa.array(mean.ravel()),
    }
    columns |= {name: pa.array(quantiles[:, :, j].ravel()) for j, name in enumerate(COLUMNS)}
    return pa.table(columns | {"model": pa.array([MODEL] * (n * horizon))})
