"""Scanning long-form events: what ``superbrain scan`` calls."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from brain.scan.baseline import CountModel, ShareModel, fit_counts, fit_shares, weekday_profile
from brain.scan.errors import ScanError
from brain.scan.search import Cluster, find_clusters
from brain.scan.zones import Zones, circular_zones, connected_zones, joined

MAX_WINDOW_DAYS = 14
METHODS = ("poisson", "kulldorff")
_CONNECTED_AREAS = 5
_MIN_HISTORY_DAYS = 14
Floats = NDArray[np.float64]


def scan_frame(
    events: pd.DataFrame,
    areas: pd.DataFrame,
    as_of: str | date | None = None,
    max_window_days: int = MAX_WINDOW_DAYS,
    max_areas: int | None = None,
    replicas: int = 999,
    seed: int = 0,
    max_p: float = 0.05,
    is_gumbel: bool = False,
    method: str = METHODS[0],
) -> pd.DataFrame:
    """Clusters of events in space and time that are alive on the last day.

    ``events``: ``area_id, ds`` and optionally ``n`` (events the row stands for; 1 without it); days without a row count
    zero. ``areas``: ``area_id, longitude, latitude`` and optionally ``population`` and ``neighbours`` (area ids
    separated by ``;``). Windows of 1 … ``max_window_days`` days end on ``as_of`` (default: the last day of the events).
    Zones: each area with its nearest others, up to ``max_areas`` (default a tenth of the areas, at least 5), and,
    where neighbours are given, every connected set of up to five. ``method``: ``poisson`` (expectation-based: each area
    against its own past) or ``kulldorff`` (inside against outside, given the total; an area's share is that of its
    population, or of its events where no population is given). Returns ``areas`` (ids separated by ``;``),
    ``window_start, window_end`` (local days, both included), ``observed, expected, p_value``, most likely first.
    Raises :class:`ScanError`.
    """
    if method not in METHODS:
        raise ScanError(f"there is no scan method '{method}'; choose one of {', '.join(METHODS)}")
    places = _checked_areas(areas)
    table = _checked_events(events, places)
    last = _last_day(as_of, table)
    counts, days = _daily(table, len(places), last)
    window = min(max_window_days, len(days) - _MIN_HISTORY_DAYS)
    if window < 1:
        raise ScanError(f"the events span {len(days)} days up to {last}; a scan needs {_MIN_HISTORY_DAYS + 1} or more")
    zones = _zones(places, max_areas or max(5, len(places) // 10))
    model = _model(counts, days, window, method, places)
    clusters = find_clusters(
        counts[:, -window:],
        model.expected(),
        model.draw,
        zones,
        replicas=replicas,
        seed=seed,
        total=model.total if isinstance(model, ShareModel) else 0.0,
        is_gumbel=is_gumbel,
        max_p=max_p,
    )
    return _as_frame(clusters, places["area_id"].to_numpy(), last)


def _model(
    counts: Floats, days: NDArray[np.datetime64], window: int, method: str, places: pd.DataFrame
) -> CountModel | ShareModel:
    weekday = (days.astype(np.int64) + 3) % 7
    history = counts[:, :-window]
    past, profile = weekday_profile(history.sum(axis=0), weekday[:-window], weekday[-window:])
    if method == "poisson":
        return fit_counts(history, past, profile)
    population = places["population"].to_numpy(np.float64) if "population" in places.columns else None
    return fit_shares(counts, np.concatenate([past, profile]), window, population)


def _zones(places: pd.DataFrame, max_areas: int) -> Zones:
    circles = circular_zones(places["longitude"].to_numpy(), places["latitude"].to_numpy(), min(max_areas, len(places)))
    if "neighbours" not in places.columns:
        return circles
    return joined(circles, connected_zones(_neighbours(places), min(_CONNECTED_AREAS, max_areas)))


def _neighbours(places: pd.DataFrame) -> list[list[int]]:
    number = {area: row for row, area in enumerate(places["area_id"])}
    linked: list[set[int]] = [set() for _ in number]
    for row, text in enumerate(places["neighbours"].fillna("").astype(str)):
        for name in filter(None, (part.strip() for part in text.split(";"))):
            if name not in number:
                raise ScanError(
                    f"area '{places['area_id'].iloc[row]}' has the neighbour '{name}', which is not an area"
                )
            linked[row].add(number[name])
            linked[number[name]].add(row)
    return [sorted(others - {row}) for row, others in enumerate(linked)]


def _checked_areas(areas: pd.DataFrame) -> pd.DataFrame:
    for name in ("area_id", "longitude", "latitude"):
        if name not in areas.columns:
            raise ScanError(f"column '{name}' is missing from the areas; they need area_id, longitude and latitude")
    places = areas.reset_index(drop=True).assign(area_id=areas["area_id"].astype(str).to_numpy())
    if places.empty:
        raise ScanError("there are no areas; give at least one")
    if places["area_id"].duplicated().any():
        raise ScanError(f"area '{places.loc[places['area_id'].duplicated(), 'area_id'].iloc[0]}' is there twice")
    for name, limit in (("longitude", 180), ("latitude", 90)):
        places[name] = pd.to_numeric(places[name], errors="coerce")
        wrong = ~(places[name].abs() <= limit)
        if wrong.any():
            raise ScanError(f"area '{places.loc[wrong, 'area_id'].iloc[0]}' has no {name} between -{limit} and {limit}")
    if "population" in places.columns:
        places["population"] = pd.to_numeric(places["population"], errors="coerce")
        wrong = ~(places["population"] >= 0)
        if wrong.any():
            raise ScanError(f"area '{places.loc[wrong, 'area_id'].iloc[0]}' has no population of zero or more")
    return places


def _checked_events(events: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    for name in ("area_id", "ds"):
        if name not in events.columns:
            raise ScanError(f"column '{name}' is missing from the events; they need area_id, ds and optionally n")
    if events.empty:
        raise ScanError("there are no events; give at least one")
    days = pd.to_datetime(events["ds"], errors="coerce", format="ISO8601")
    n = pd.to_numeric(events["n"], errors="coerce") if "n" in events.columns else pd.Series(1.0, index=events.index)
    code = pd.Index(places["area_id"]).get_indexer(events["area_id"].astype(str))
    faults = (
        (code < 0, "names the area '{area_id}', which is not among the areas"),
        (days.isna().to_numpy(), "has ds '{ds}'; give a date such as 2026-01-31"),
        (~(n >= 0).to_numpy(), "has n '{n}'; it must be a count, zero or more"),
    )
    for wrong, text in faults:
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ScanError(
                f"event in data row {row + 1} " + text.format_map({str(k): str(v) for k, v in events.iloc[row].items()})
            )
    return pd.DataFrame({"area": code, "day": days.dt.tz_localize(None).dt.normalize(), "n": n.astype(float)})


def _last_day(as_of: str | date | None, table: pd.DataFrame) -> date:
    try:
        last = table["day"].max() if as_of is None else pd.Timestamp(as_of)
    except ValueError:
        raise ScanError(f"as_of is '{as_of}'; give a date such as 2026-01-31") from None
    if last < table["day"].min():
        raise ScanError(f"as_of is {last.date()}, before the first event on {table['day'].min().date()}")
    return last.date()


def _daily(table: pd.DataFrame, n_areas: int, last: date) -> tuple[Floats, NDArray[np.datetime64]]:
    table = table[table["day"] <= pd.Timestamp(last)]
    first = np.datetime64(table["day"].min(), "D")
    days = np.arange(first, np.datetime64(last) + 1)
    counts = np.zeros((n_areas, len(days)))
    column = (table["day"].to_numpy().astype("datetime64[D]") - first).astype(np.int64)
    np.add.at(counts, (table["area"].to_numpy(), column), table["n"].to_numpy())
    return counts, days


def _as_frame(clusters: list[Cluster], names: NDArray[np.object_], last: date) -> pd.DataFrame:
    end = pd.Timestamp(last)
    rows = [
        {
            "areas": ";".join(names[list(cluster.areas)]),
            "window_start": end - pd.Timedelta(days=cluster.window_days - 1),
            "window_end": end,
            "observed": cluster.observed,
            "expected": cluster.expected,
            "p_value": cluster.p_value,
        }
        for cluster in clusters
    ]
    return pd.DataFrame(rows, columns=["areas", "window_start", "window_end", "observed", "expected", "p_value"])
