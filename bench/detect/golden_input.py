"""Writes the series behind the golden figures of the tests: ``python -m bench.detect.golden_input FOLDER``.

``weekly.csv``: sanitation complaints of four Chicago community areas, 2011–2014, and two simulated series of 350
weeks (Noufaily's scenarios 1 and 9), which reach back five years. ``daily.csv``: the complaints by day, last 400 days.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from schemas.settings import get_settings

AREAS = (25, 71, 37, 36)


def complaints() -> pd.DataFrame:
    """Complaints a day (rows, 2011–2014) and community area (columns)."""
    path = get_settings().shared_feeds_dir / "chicago311_sanitation.csv.gz"
    rows = pd.read_csv(path, usecols=["Creation_Date", "Community_Area"], parse_dates=["Creation_Date"])
    table = rows.groupby(["Creation_Date", "Community_Area"]).size().unstack(fill_value=0)
    return table.reindex(pd.date_range("2011-01-02", "2014-12-27"), fill_value=0)[[float(a) for a in AREAS]].rename(
        columns={float(area): f"area_{area}" for area in AREAS}
    )


def simulated(n_weeks: int, seed: int) -> pd.DataFrame:
    """Two of Noufaily's scenarios without outbreaks."""
    rng, week = np.random.default_rng(seed), np.arange(1, n_weeks + 1)
    season = np.cos(2 * np.pi * week / 52), np.sin(2 * np.pi * week / 52)
    first = np.exp(0.1 + 0.0025 * week + 0.6 * season[0] + 0.6 * season[1])
    ninth = np.exp(2.5 + 0.001 * week + season[0] + 0.1 * season[1])
    draw = {"sim_1": rng.negative_binomial(first / 0.5, 1 / 1.5), "sim_9": rng.negative_binomial(ninth / 2, 1 / 3)}
    return pd.DataFrame(draw, index=pd.RangeIndex(n_weeks, name="step"))


def main() -> None:
    """Writes the three files."""
    folder = Path(sys.argv[1])
    daily = complaints()
    weekly = daily.resample("W-SAT").sum()
    weekly.to_csv(folder / "weekly.csv", index_label="ds")
    daily.tail(400).to_csv(folder / "daily.csv", index_label="ds")
    simulated(350, 7).to_csv(folder / "simulated.csv")


if __name__ == "__main__":
    main()
