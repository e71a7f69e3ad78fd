"""What a scan is given, checked: areas, their neighbours, events."""

from __future__ import annotations

import numpy as np
import pandas as pd

from brain.scan.errors import ScanError

_COORDINATES = (("longitude", 180), ("latitude", 90))


def has_places(places: pd.DataFrame) -> bool:
    """Whether the areas have coordinates."""
    return all(name in places.columns for name, _ in _COORDINATES)


def checked_areas(areas: pd.DataFrame, adjacency: pd.DataFrame | None) -> pd.DataFrame:
    """The areas with their ids as text and their figures as floats; ScanError names the first fault."""
    if "area_id" not in areas.columns:
        raise ScanError("column 'area_id' is missing from the areas")
    if areas.empty:
        raise ScanError("there are no areas; give at least one")
    if areas["area_id"].isna().any():
        raise ScanError(f"area_id is empty in data row {_first(areas['area_id'].isna())} of the areas")
    places = areas.reset_index(drop=True).assign(area_id=areas["area_id"].astype(str).to_numpy())
    repeated = places["area_id"].duplicated()
    if repeated.any():
        raise ScanError(f"area '{places.loc[repeated, 'area_id'].iloc[0]}' is there twice")
    lacking = [name for name, _ in _COORDINATES if name not in places.columns]
    if lacking and (len(lacking) == 1 or ("neighbours" not in places.columns and adjacency is None)):
        raise ScanError(
            f"column '{lacking[0]}' is missing from the areas; they need longitude and latitude, or their neighbours"
        )
    for name, limit in _COORDINATES:
        if name in places.columns:
            places[name] = pd.to_numeric(places[name], errors="coerce")
            _refuse(places, ~(places[name].abs() <= limit), f"no {name} between -{limit} and {limit}")
    if "population" in places.columns:
        places["population"] = pd.to_numeric(places["population"], errors="coerce")
        _refuse(places, ~(places["population"] >= 0), "no population of zero or more")
        if not places["population"].any():
            raise ScanError("no area has any population; give it, or leave the column out")
    return places


def neighbour_lists(places: pd.DataFrame, adjacency: pd.DataFrame | None) -> list[list[int]] | None:
    """Row numbers of each area's neighbours, both ways; None where no neighbours are given."""
    if adjacency is None and "neighbours" not in places.columns:
        return None
    number = {area: row for row, area in enumerate(places["area_id"])}
    linked: list[set[int]] = [set() for _ in number]
    pairs = _listed_pairs(places) if adjacency is None else _table_pairs(adjacency)
    for area, neighbour in pairs:
        for name, other in ((area, neighbour), (neighbour, area)):
            if name not in number:
                raise ScanError(f"area '{other}' has the neighbour '{name}', which is not an area")
        linked[number[area]].add(number[neighbour])
        linked[number[neighbour]].add(number[area])
    return [sorted(others - {row}) for row, others in enumerate(linked)]


def checked_events(events: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """``area`` (row of ``places``), ``day``, ``n`` of every event; ScanError names the first fault."""
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
        (~(np.isfinite(n) & (n >= 0)).to_numpy(), "has n '{n}'; it must be a count, zero or more"),
    )
    for wrong, text in faults:
        if wrong.any():
            row = _first(wrong)
            cells = {str(name): str(value) for name, value in events.iloc[row - 1].items()}
            raise ScanError(f"event in data row {row} " + text.format_map(cells))
    return pd.DataFrame({"area": code, "day": days.dt.tz_localize(None).dt.normalize(), "n": n.astype(float)})


def _listed_pairs(places: pd.DataFrame) -> list[tuple[str, str]]:
    texts = places["neighbours"].fillna("").astype(str)
    return [
        (area, name)
        for area, text in zip(places["area_id"], texts, strict=True)
        for name in (part.strip() for part in text.split(";"))
        if name
    ]


def _table_pairs(adjacency: pd.DataFrame) -> list[tuple[str, str]]:
    for name in ("area_id", "neighbour_id"):
        if name not in adjacency.columns:
            raise ScanError(f"column '{name}' is missing from the adjacency; it needs area_id and neighbour_id")
    area, neighbour = (adjacency[name].astype(str).tolist() for name in ("area_id", "neighbour_id"))
    return list(zip(area, neighbour, strict=True))


def _refuse(places: pd.DataFrame, wrong: pd.Series[bool], fault: str) -> None:
    if wrong.any():
        raise ScanError(f"area '{places.loc[wrong, 'area_id'].iloc[0]}' has {fault}")


def _first(mask: object) -> int:
    return int(np.flatnonzero(np.asarray(mask))[0]) + 1
