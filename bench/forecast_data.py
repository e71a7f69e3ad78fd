"""The series that forecasts are compared on: real municipal data beside the checkout, and the demo city's lake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from brain.forecast.levels import Freq
from brain.series import load_series
from schemas.settings import get_settings
from warehouse.lake import open_lake


@dataclass(frozen=True)
class BenchSet:
    """``table``: one column a series, one row a step; forecasts of ``horizon`` steps from each of ``origins``."""

    name: str
    table: pd.DataFrame
    freq: Freq
    horizon: int
    season: int
    country: str
    origins: list[int]


def chicago(column: str, n_origins: int) -> BenchSet:
    """Daily sanitation complaints of 2011–2014 by ``Community_Area`` (77) or ``Ward`` (50), 14 days ahead."""
    table = _chicago_daily(column)
    origins = [len(table) - 14 - 28 * k for k in reversed(range(n_origins))]
    return BenchSet(f"Chicago 311 daily, {column}", table, "D", 14, 7, "US", origins)


def chicago_weekly(n_origins: int) -> BenchSet:
    """The same by community area and week, 8 weeks ahead."""
    daily = _chicago_daily("Community_Area")
    table = daily.resample("W-MON", label="left", closed="left").sum().iloc[1:-1]
    origins = [len(table) - 8 - 4 * k for k in reversed(range(n_origins))]
    return BenchSet("Chicago 311 weekly, Community_Area", table, "W", 8, 52, "US", origins)


def attendances(n_origins: int) -> BenchSet:
    """Monthly A&E attendances of England by trust and kind of unit (281), 6 months ahead."""
    raw = pd.read_csv(_feeds() / "nhs_ae_attendances.csv.gz", parse_dates=["period"])
    raw["series"] = raw["org_code"] + "|" + raw["type"].astype(str)
    table = raw.pivot_table(index="period", columns="series", values="attendances", aggfunc="sum").dropna(axis=1)
    table = table.loc[:, table.iloc[-1] > 0]
    origins = [len(table) - 6 - 2 * k for k in reversed(range(n_origins))]
    return BenchSet("A&E attendances monthly", table, "M", 6, 12, "GB-ENG", [o for o in origins if o >= 24])


def demo_city(n_origins: int) -> BenchSet:
    """The demo city's streets by leaf topic, from the lake of the settings, 14 days ahead."""
    settings = get_settings()
    with open_lake(settings) as conn:
        last = conn.execute("select max(last_day) from gold.series_span where city_id = 'yunlan'").fetchall()[0][0]
        if last is None:
            raise SystemExit(f"no demo city in the lake under {settings.home}: run `superbrain demo` first")
        matrix = load_series(conn, "yunlan", ("street",), None, last)
    keys = matrix.keys.to_pandas()
    chosen = keys["topic_id"].str.contains(".", regex=False).to_numpy()
    names = (keys["area_id"] + "|" + keys["topic_id"])[chosen]
    table = pd.DataFrame(matrix.counts[chosen].T, index=pd.DatetimeIndex(matrix.days), columns=names)
    origins = [len(table) - 14 - 14 * k for k in reversed(range(n_origins))]
    return BenchSet("Demo city daily, streets by topic", table, "D", 14, 7, "CN", origins)


def simulated(n: int, n_steps: int) -> pd.DataFrame:
    """Negative binomial daily series with weekday and yearly patterns, for timing."""
    draw, step = np.random.default_rng(1), np.arange(n_steps)
    mean = np.exp(draw.normal(0.5, 1.2, n))[:, None] * (1 + 0.4 * np.sin(2 * np.pi * step / 365))
    values = draw.negative_binomial(5, 5 / (5 + mean * np.where(step % 7 < 5, 1.2, 0.6)))
    return pd.DataFrame(values.T, index=pd.date_range("2023-01-01", periods=n_steps))


def _chicago_daily(column: str) -> pd.DataFrame:
    path = _feeds() / "chicago311_sanitation.csv.gz"
    raw = pd.read_csv(path, usecols=["Creation_Date", column], parse_dates=["Creation_Date"])
    raw = raw[raw["Creation_Date"].between("2011-01-01", "2014-12-31") & (raw[column] > 0)]
    days = pd.date_range("2011-01-01", "2014-12-31")
    counts = raw.groupby(["Creation_Date", column]).size().unstack(fill_value=0).reindex(days, fill_value=0)
    counts.columns = [str(int(name)) for name in counts.columns]
    return counts


def _feeds() -> Path:
    return get_settings().shared_feeds_dir
