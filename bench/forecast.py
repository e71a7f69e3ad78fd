"""Rolling-origin comparison of the hub's forecasts with statsforecast's models, and their speed.

    python -m bench.forecast areas wards weekly attendances demo --origins 4
    python -m bench.forecast speed --series 5000

Weighted interval score relative to the seasonal naive forecast, coverage of the 95 % interval, and seconds a forecast
origin. Rivals' Gaussian quantiles are cut at zero. Every set and model can be run by itself.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import MSTL, AutoETS, AutoTheta, CrostonSBA, SeasonalNaive
from statsforecast.utils import ConformalIntervals

from bench.forecast_data import BenchSet, attendances, chicago, chicago_weekly, demo_city, simulated
from brain.forecast import forecast_frame
from brain.forecast.levels import COLUMNS, LEVELS
from brain.forecast.score import is_covered, wis

SETS: dict[str, Callable[[int], BenchSet]] = {
    "areas": lambda n: chicago("Community_Area", n),
    "wards": lambda n: chicago("Ward", n),
    "weekly": chicago_weekly,
    "attendances": attendances,
    "demo": demo_city,
}
OURS = "superbrain"
INTERVALS = [98, 95, *range(90, 0, -10)]
PANDAS_FREQ = {"D": "D", "W": "W-MON", "M": "MS"}


def main() -> None:
    """Run the sets named on the command line and print a table of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", choices=[*SETS, "speed"])
    parser.add_argument("--origins", type=int, default=4)
    parser.add_argument("--series", type=int, default=5000, help="number of series for speed")
    parser.add_argument("--models", nargs="*", default=None, help="rivals to run; default: all that fit the set")
    options = parser.parse_args()
    for name in options.sets:
        if name == "speed":
            measure_speed(options.series)
        else:
            print_table(SETS[name](options.origins), options.models)


def rivals(bench: BenchSet) -> dict[str, object]:
    """statsforecast's models for the set's frequency."""
    found: dict[str, object] = {
        "SeasonalNaive": SeasonalNaive(bench.season),
        "AutoETS": AutoETS(season_length=bench.season),
        "AutoTheta": AutoTheta(season_length=bench.season),
        "MSTL": MSTL(season_length=bench.season),
    }
    if bench.freq == "D":
        intervals = ConformalIntervals(h=bench.horizon, n_windows=10)
        found["CrostonSBA"] = CrostonSBA(prediction_intervals=intervals)
    return found


def print_table(bench: BenchSet, models: list[str] | None) -> None:
    """Mean score over series, origins and horizons relative to seasonal naive, as Markdown."""
    rows = pd.DataFrame(list(_results(bench, models)), columns=["model", "origin", "wis", "covered", "seconds"])
    mean = rows.groupby("model")[["wis", "covered", "seconds"]].mean()
    mean["relative"] = mean["wis"] / mean["wis"].get("SeasonalNaive", np.nan)
    print(f"\n{bench.name}: {bench.table.shape[1]} series, origins {bench.origins}, {bench.horizon} steps\n")
    print("| model | WIS / seasonal naive | 95 % coverage | seconds an origin |\n|---|---|---|---|")
    for model, row in mean.sort_values("wis").iterrows():
        print(f"| {model} | {row.relative:.3f} | {row.covered:.3f} | {row.seconds:.1f} |")


def _results(bench: BenchSet, models: list[str] | None) -> Iterator[tuple[str, int, float, float, float]]:
    chosen = {name: model for name, model in rivals(bench).items() if models is None or name in models}
    for origin in bench.origins:
        known = _long(bench.table.iloc[:origin])
        outcome = _long(bench.table.iloc[origin : origin + bench.horizon])
        for name, model in {OURS: None, **chosen}.items():
            started = time.perf_counter()
            made = _ours(known, bench) if model is None else _theirs(known, bench, name, model)
            seconds = time.perf_counter() - started
            joined = outcome.merge(made, on=["unique_id", "ds"], validate="one_to_one")
            y, quantiles = joined["y"].to_numpy(dtype=float), joined[list(COLUMNS)].to_numpy(dtype=float)
            yield name, origin, wis(y, quantiles).mean(), is_covered(y, quantiles).mean(), seconds


def _ours(known: pd.DataFrame, bench: BenchSet) -> pd.DataFrame:
    return forecast_frame(known, bench.horizon, bench.freq, bench.country)


def _theirs(known: pd.DataFrame, bench: BenchSet, name: str, model: object) -> pd.DataFrame:
    engine = StatsForecast([model], freq=PANDAS_FREQ[bench.freq], n_jobs=1)
    made = engine.forecast(df=known, h=bench.horizon, level=INTERVALS).reset_index()
    taken = {column: _quantile_of(made, name, level) for column, level in zip(COLUMNS, LEVELS, strict=True)}
    return made[["unique_id", "ds"]].assign(**taken)


def _quantile_of(made: pd.DataFrame, name: str, level: float) -> pd.Series:
    if level == 0.5:
        return made[name].clip(lower=0)
    interval = round(abs(2 * level - 1) * 100, 4)
    side = f"{name}-{'lo' if level < 0.5 else 'hi'}-"
    column = next(c for c in made.columns if c.startswith(side) and float(c.removeprefix(side)) == interval)
    return made[column].clip(lower=0)


def _long(table: pd.DataFrame) -> pd.DataFrame:
    named = table.rename_axis(index="ds", columns="unique_id")
    return named.stack().rename("y").reset_index().sort_values(["unique_id", "ds"], ignore_index=True)


def measure_speed(n_series: int) -> None:
    """Wall and processor seconds for three years of days, 14 steps, compilation apart."""
    forecast_frame(_long(simulated(3, 200)), 14, "D")
    known = _long(simulated(n_series, 1095))
    wall, processor = time.perf_counter(), time.process_time()
    forecast_frame(known, 14, "D")
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"\n{n_series} daily series of three years, 14 steps: {wall:.1f} s, {processor:.1f} s of processor time")


if __name__ == "__main__":
    main()
