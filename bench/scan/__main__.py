"""Speed and days to detection of the scan: ``python -m bench.scan``.

Injects outbreaks into the real complaints of Chicago's 77 community areas and counts the days until one is found, at
the p-value that gives one false finding a month on quiet days: by both scan statistics, and by the detector of single
areas.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from brain.detect import default
from brain.scan import scan_frame
from brain.scan.frame import METHODS
from schemas.city_model import load_cities
from schemas.settings import get_settings

_REPLICAS, _QUIET_DAYS, _OUTBREAK_DAYS, _OUTBREAKS = 99, 60, 7, 20
_HISTORY_DAYS = 90
_AREAS_HIT = 3


def grid(side_x: int = 24, side_y: int = 20) -> pd.DataFrame:
    """480 square areas with their neighbours."""
    near = ((0, 1), (1, 0), (0, -1), (-1, 0))
    return pd.DataFrame(
        [
            {
                "area_id": f"{i}-{j}",
                "longitude": 112 + 0.01 * i,
                "latitude": 31 + 0.01 * j,
                "neighbours": ";".join(
                    f"{i + a}-{j + b}" for a, b in near if 0 <= i + a < side_x and 0 <= j + b < side_y
                ),
            }
            for i in range(side_x)
            for j in range(side_y)
        ]
    )


def events_of(counts: np.ndarray, areas: pd.DataFrame) -> pd.DataFrame:
    """Long form of counts [areas × days]."""
    area, day = np.nonzero(counts)
    days = (np.datetime64("2026-01-01") + day).astype(str)
    return pd.DataFrame({"area_id": areas["area_id"].to_numpy()[area], "ds": days, "n": counts[area, day]})


def speed() -> None:
    """480 grids × 90 days × 999 replicas."""
    rng, areas = np.random.default_rng(1), grid()
    counts = rng.poisson(rng.gamma(2, 0.25, (len(areas), 1)) * np.ones(90))
    scan_frame(events_of(counts, areas), areas, replicas=9)
    begin = time.perf_counter()
    scan_frame(events_of(counts, areas), areas, replicas=999)
    print(f"480 grids x 90 days x 999 replicas: {time.perf_counter() - begin:.1f} s")


def main() -> None:
    """Prints both."""
    speed()
    areas = chicago_areas()
    counts = chicago_counts(areas)
    for method in METHODS:

        def by_scan(counts: np.ndarray, day: int, method: str = method) -> dict[str, float]:
            found = clusters(counts, areas, day, method)
            return {text: float(p) for text, p in zip(found["areas"], found["p_value"], strict=True)}

        report(f"{method} scan", by_scan, counts, areas)
    report("each area alone", lambda counts, day: alone(counts, areas, day), counts, areas)


Finder = Callable[[np.ndarray, int], dict[str, float]]
"""Sets of areas (ids separated by ``;``) and their p-values on a day."""


def report(name: str, find: Finder, counts: np.ndarray, areas: pd.DataFrame) -> None:
    """Outbreaks found and days to find them, at one false finding a month."""
    rng = np.random.default_rng(2)
    last_days = range(counts.shape[1] - _QUIET_DAYS, counts.shape[1])
    quiet = [min(find(counts, day).values(), default=1.0) for day in last_days]
    cut = np.sort(quiet)[_QUIET_DAYS // 30 - 1]
    delays = [delay(find, counts, areas, rng, cut) for _ in range(_OUTBREAKS)]
    found = [value for value in delays if value is not None]
    middle, mean = (np.median(found), np.mean(found)) if found else (np.nan, np.nan)
    print(f"{name}: p = {cut:.2g}; found {len(found)} of {_OUTBREAKS}, day {middle:.1f} (median), {mean:.2f} (mean)")


def alone(counts: np.ndarray, areas: pd.DataFrame, day: int) -> dict[str, float]:
    """p-values of the areas one by one, by the default detector on the same three months."""
    begin = max(day - _HISTORY_DAYS + 1, 0)
    window = counts[:, begin : day + 1].astype(float)
    days = np.datetime64("2014-01-01") + np.arange(begin, day + 1)
    p_value = default.judge(window, days, "D", window.shape[1] - 1, 0.01).p_value[:, -1]
    return dict(zip(areas["area_id"], p_value.tolist(), strict=True))


def chicago_areas() -> pd.DataFrame:
    """Community areas with their centres."""
    city = load_cities(get_settings())["chicago"]
    centres = {area.area_id: city.shapes[area.area_id].centroid for area in city.areas if area.level == "district"}
    return pd.DataFrame([{"area_id": name, "longitude": at.x, "latitude": at.y} for name, at in centres.items()])


def chicago_counts(areas: pd.DataFrame) -> np.ndarray:
    """Complaints [areas × days], 2014."""
    path = get_settings().shared_feeds_dir / "chicago311_sanitation.csv.gz"
    rows = pd.read_csv(path, usecols=["Creation_Date", "Community_Area"], parse_dates=["Creation_Date"]).dropna()
    rows = rows.assign(area_id=[f"CHI-CA-{int(code):02d}" for code in rows["Community_Area"]])
    table = rows.groupby(["area_id", "Creation_Date"]).size().unstack(fill_value=0)
    days = pd.date_range("2014-01-01", "2014-12-30")
    return table.reindex(index=areas["area_id"], columns=days, fill_value=0).to_numpy()


def clusters(counts: np.ndarray, areas: pd.DataFrame, day: int, method: str) -> pd.DataFrame:
    """Clusters alive on a day, judged from three months."""
    window = counts[:, max(day - _HISTORY_DAYS + 1, 0) : day + 1]
    as_of = str(np.datetime64("2026-01-01") + window.shape[1] - 1)
    return scan_frame(
        events_of(window, areas), areas, as_of, replicas=_REPLICAS, max_p=1.0, is_gumbel=True, method=method
    )


def delay(find: Finder, counts: np.ndarray, areas: pd.DataFrame, rng: np.random.Generator, cut: float) -> int | None:
    """Days until an outbreak in three neighbouring areas is found, None if never: two cases a day more in each."""
    place = areas[["longitude", "latitude"]].to_numpy()
    centre = rng.integers(len(areas))
    hit = np.argsort(((place - place[centre]) ** 2).sum(axis=1))[:_AREAS_HIT]
    start = int(rng.integers(_HISTORY_DAYS, counts.shape[1] - _OUTBREAK_DAYS))
    sick = counts.copy()
    sick[hit, start : start + _OUTBREAK_DAYS] += rng.poisson(2.0, (_AREAS_HIT, _OUTBREAK_DAYS))
    names = set(areas["area_id"].to_numpy()[hit])
    for day in range(_OUTBREAK_DAYS):
        found = find(sick, start + day)
        if any(p <= cut and names & set(text.split(";")) for text, p in found.items()):
            return day + 1
    return None


if __name__ == "__main__":
    main()
