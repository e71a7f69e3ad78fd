"""The matching step of the hub: where demand will exceed capacity this week, and which moves would help."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from brain.as_of import CityClock, city_clocks
from brain.match.demand import added
from brain.match.explain import area_text, as_exercise, move_text
from brain.match.mode import current_mode
from brain.match.programme import Problem, solve, unmet
from brain.match.skills import register_skills
from schemas.modes import Mode, Modes, load_modes
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

N_DAYS = 7
SCENARIOS = ("q0.1", "q0.3", "q0.5", "q0.7", "q0.9")
EARTH_RADIUS_KM = 6371.0
_SQL = Path(__file__).parent / "sql"


def match_step(settings: Settings) -> None:
    """For each city with capacity, allocate the coming week in its present mode; replaces the rows of these days."""
    modes = load_modes(settings)
    with open_lake(settings) as conn:
        clocks = city_clocks(conn, settings)
    for clock in clocks:
        _match_city(clock, modes, settings)


def _match_city(clock: CityClock, modes: Modes, settings: Settings) -> None:
    with open_lake(settings) as conn:
        for name, value in {"city_id": clock.city_id, "today": clock.today, "n_days": N_DAYS}.items():
            conn.execute(f"set variable {name} = ?", [value])
        register_skills(conn, modes)
        supply = conn.execute((_SQL / "supply.sql").read_text()).to_arrow_table().to_pandas()
        current = current_mode(conn, clock.city_id)
    if supply.empty:
        return
    allocations, moves = match(supply, modes, modes.modes[current.mode])
    if current.is_exercise:
        allocations, moves = as_exercise(allocations), as_exercise(moves)
    allocations = allocations.assign(city_id=clock.city_id, mode=current.mode, is_exercise=current.is_exercise)
    moves = moves.assign(city_id=clock.city_id, is_exercise=current.is_exercise)
    with open_lake(settings, write=True) as conn, transaction(conn, f"match {clock.city_id} {clock.today}"):
        for table, rows in (("allocation", allocations), ("move", moves)):
            conn.execute(f"delete from brain.{table} where city_id = ? and day >= ?", [clock.city_id, clock.today])
            conn.register("rows", pa.Table.from_pandas(rows, preserve_index=False))
            conn.execute(f"insert into brain.{table} by name select * from rows")


def match(supply: pd.DataFrame, modes: Modes, mode: Mode) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of ``brain.allocation`` and ``brain.move``, less city and mode, for supply of any days and resources."""
    allocations, moves = [], []
    for (_, resource, _), group in pooled(supply, modes).groupby(["day", "resource", "skill"]):
        rows = group.reset_index(drop=True)
        problem = _problem(rows)
        moved = solve(problem, mode.staffing, modes.resource(str(resource)))
        allocations.append(_allocation(rows, problem, moved))
        moves.append(_moves(rows, problem, moved, modes.names_of(str(resource))))
    made = [part for part in moves if len(part)] or moves[:1]
    return pd.concat(allocations, ignore_index=True), pd.concat(made, ignore_index=True)


def pooled(supply: pd.DataFrame, modes: Modes) -> pd.DataFrame:
    """One row a day, resource, skill and area: the demand for all topics that it serves, named by the first."""
    first = {name: kind.topics[0] for name, kind in modes.resources.items() if kind.topics}
    made = added(supply, [n for n in supply.columns if n not in ("mean", "topic_id") and not n.startswith("q0")])
    return made.assign(topic_id=made["skill"].map(first).fillna(made["skill"]))


def _problem(rows: pd.DataFrame) -> Problem:
    demand = rows[list(SCENARIOS)].to_numpy(dtype=float)
    places = np.radians(rows[["longitude", "latitude"]].to_numpy(dtype=float))
    return Problem(demand, rows["mean"].to_numpy(), rows["capacity"].to_numpy(), distances(places))


def distances(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle kilometres ``[a, a]`` between (longitude, latitude) in radians ``[a, 2]``."""
    longitude, latitude = places[:, 0], places[:, 1]
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2
    half = half + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _allocation(rows: pd.DataFrame, problem: Problem, moved: NDArray[np.float64]) -> pd.DataFrame:
    moved_in, moved_out = moved.sum(axis=0), moved.sum(axis=1)
    after = unmet(problem.demand, problem.capacity + moved_in - moved_out)
    texts = [
        area_text(row, i, o, short)
        for (_, row), i, o, short in zip(rows.iterrows(), moved_in, moved_out, after, strict=True)
    ]
    return pd.DataFrame(
        {
            **{name: rows[name] for name in ("day", "area_id", "resource", "topic_id", "capacity")},
            "demand_mean": rows["mean"],
            "demand_q90": rows["q0.9"],
            "moved_in": moved_in,
            "moved_out": moved_out,
            "unmet": after,
            "unmet_before": unmet(problem.demand, problem.capacity),
            "explanation_en": [english for english, _ in texts],
            "explanation_zh": [chinese for _, chinese in texts],
        }
    )


def _moves(rows: pd.DataFrame, problem: Problem, moved: NDArray[np.float64], names: tuple[str, str]) -> pd.DataFrame:
    day, resource, topic = rows[["day", "resource", "topic_id"]].iloc[0]
    before = unmet(problem.demand, problem.capacity)
    gain = before - unmet(problem.demand, problem.capacity + moved.sum(axis=0) - moved.sum(axis=1))
    made = []
    for sender, receiver in np.argwhere(moved > 0):
        amount, distance = float(moved[sender, receiver]), float(problem.distance_km[sender, receiver])
        share = float(gain[receiver] * amount / moved[:, receiver].sum())
        english, chinese = move_text(amount, names, rows.iloc[sender], rows.iloc[receiver], distance, share)
        places = (rows["area_id"].iloc[sender], rows["area_id"].iloc[receiver])
        made.append((day, resource, topic, *places, amount, distance, share, english, chinese))
    columns = ["day", "resource", "topic_id", "from_area_id", "to_area_id", "amount", "distance_km", "gain"]
    return pd.DataFrame(made, columns=[*columns, "explanation_en", "explanation_zh"])
