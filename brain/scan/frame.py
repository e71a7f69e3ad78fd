"""Scanning long-form events: what ``superbrain scan`` calls."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from brain.scan.baseline import CountModel, ShareModel, fit_counts, fit_shares, weekday_profile
from brain.scan.errors import ScanError
from brain.scan.inputs import checked_areas, checked_events, has_places, neighbour_lists
from brain.scan.search import Cluster, find_clusters
from brain.scan.zones import Zones, circular_zones, connected_zones, joined

MAX_WINDOW_DAYS = 14
METHODS = ("poisson", "kulldorff")
_CONNECTED_AREAS = 5
_MIN_HISTORY_DAYS = 14
_MIN_REPLICAS = 9
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
    adjacency: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Clusters of events in space and time that are alive on the last day.

    ``events``: ``area_id, ds`` and optionally ``n`` (events the row stands for; 1 without it); rows of one area and day
    add up, and days without a row count zero. ``areas``: ``area_id``, coordinates (``longitude, latitude``) or
    neighbours or both, and optionally ``population``. Neighbours: a column ``neighbours`` (area ids separated by
    ``;``), or ``adjacency`` with ``area_id, neighbour_id``. Windows of 1 … ``max_window_days`` days end on ``as_of``
    (default: the last day of the events). Zones: by coordinates each area with its nearest others, up to ``max_areas``
    (default a tenth of the areas, at least 5); by neighbours every connected set of up to five. ``method``:
    ``poisson`` (expectation-based: each area against its own past) or ``kulldorff`` (inside against outside, given
    the total; an area's share is that of its population, or of its events where no population is given). p-values are
    Monte Carlo ranks among ``replicas`` draws, or, with ``is_gumbel``, the tail fitted to them. Returns ``areas`` (ids
    separated by ``;``), ``window_start, window_end`` (local days, both included), ``observed, expected, p_value`` to
    ``max_p``, most likely first, none sharing an area. Raises :class:`ScanError`.
    """
    _check_options(method, max_window_days, max_areas, replicas, max_p)
    places = checked_areas(areas, adjacency)
    table = checked_events(events, places)
    last = _last_day(as_of, table)
    counts, days = _daily(table, len(places), last)
    window = min(max_window_days, len(days) - _MIN_HISTORY_DAYS)
    if window < 1:
        raise ScanError(f"the events span {len(days)} days up to {last}; a scan needs {_MIN_HISTORY_DAYS + 1} or more")
    if not counts[:, -window:].any():
        return _as_frame([], places["area_id"].to_numpy(), last)
    zones = _zones(places, max_areas or max(5, len(places) // 10), adjacency)
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


def _check_options(method: str, max_window_days: int, max_areas: int | None, replicas: int, max_p: float) -> None:
    if method not in METHODS:
        raise ScanError(f"there is no scan method '{method}'; choose one of {', '.join(METHODS)}")
    if max_window_days < 1:
        raise ScanError(f"the longest window is {max_window_days} days; it must have one or more")
    if max_areas is not None and max_areas < 1:
        raise ScanError(f"the largest zone has {max_areas} areas; it must have one or more")
    if replicas < _MIN_REPLICAS:
        raise ScanError(f"{replicas} replicas are too few for a p-value; give {_MIN_REPLICAS} or more")
    if not 0 < max_p <= 1:
        raise ScanError(f"the largest p-value wanted is {max_p}; it must lie above 0 and up to 1")


def _zones(places: pd.DataFrame, max_areas: int, adjacency: pd.DataFrame | None) -> Zones:
    found: list[Zones] = []
    if has_places(places):
        longitude, latitude = places["longitude"].to_numpy(), places["latitude"].to_numpy()
        found.append(circular_zones(longitude, latitude, min(max_areas, len(places))))
    linked = neighbour_lists(places, adjacency)
    if linked is not None:
        found.append(connected_zones(linked, min(_CONNECTED_AREAS, max_areas)))
    return found[0] if len(found) == 1 else joined(found[0], found[1])


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
