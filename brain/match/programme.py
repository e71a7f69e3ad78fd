"""The programme that moves capacity between areas: a mixed-integer linear programme solved by HiGHS.

For one day, resource and topic. Chosen are the amounts moved from area to area (whole units where capacities are
whole). The cost is expected unmet demand (the mean over five forecast quantiles, a sample average of the newsvendor
loss), plus a fairness term (the worst-served area's unmet share), plus travel and disruption of each unit moved.
Constraints: a share of an area's capacity at most leaves it, minimum cover of its own demand stays, distances and
the number of moves are capped. Capacity moves only within its topic (skill) and its day (shift).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from schemas.modes import Resource, Staffing

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FAIRNESS = 0.3
"""Cases that one unit of the worst area's unmet share times the mean demand is worth."""
MOVE_COST = 0.01
TIME_LIMIT_SECONDS = 2.0


@dataclass(frozen=True)
class Problem:
    """``demand [a, s]``: equally likely demands; ``mean``, ``capacity [a]``; ``distance_km [a, a]``."""

    demand: Floats
    mean: Floats
    capacity: Floats
    distance_km: Floats


def unmet(demand: Floats, capacity: Floats) -> Floats:
    """Expected demand above capacity ``[a]``."""
    return np.asarray(np.maximum(demand - capacity[:, None], 0).mean(axis=1))


def solve(problem: Problem, staffing: Staffing, resource: Resource) -> Floats:
    """Amounts moved ``[a, a]`` from row to column; zeros where nothing is worth moving."""
    pairs = _pairs(problem, staffing, resource)
    moved = np.zeros((len(problem.capacity),) * 2)
    if not len(pairs) or not resource.is_movable or staffing.max_moves == 0:
        return moved
    model = _Model(problem, staffing, resource, pairs)
    result = milp(
        model.cost(),
        constraints=model.constraints(),
        bounds=model.bounds(),
        integrality=model.integrality(),
        options={"time_limit": TIME_LIMIT_SECONDS, "mip_rel_gap": 5e-3},
    )
    if result.x is not None:
        amount = np.round(result.x[: len(pairs)], 0 if model.is_whole else 6)
        moved[pairs[:, 0], pairs[:, 1]] = np.maximum(amount, 0)
    return moved


def sendable(problem: Problem, staffing: Staffing) -> Floats:
    """What each area may give ``[a]``: no more than its share, and its own minimum cover stays."""
    spare = problem.capacity - staffing.min_cover * problem.mean
    return np.maximum(np.minimum(spare, staffing.max_moved_share * problem.capacity), 0.0)


def _pairs(problem: Problem, staffing: Staffing, resource: Resource) -> NDArray[np.int64]:
    """Pairs (from, to) near enough, from an area with something to give to one that may fall short ``[m, 2]``."""
    reach = min(staffing.max_distance_km, resource.max_distance_km or np.inf)
    gives = sendable(problem, staffing) > 0
    needs = unmet(problem.demand, problem.capacity) > 1e-6
    allowed = gives[:, None] & needs[None, :] & (problem.distance_km <= reach)
    np.fill_diagonal(allowed, False)
    return np.argwhere(allowed)


class _Model:
    """Variables in order: moved ``[m]``, is_used ``[m]``, short ``[a * s]``, worst share ``[1]``."""

    def __init__(self, problem: Problem, staffing: Staffing, resource: Resource, pairs: NDArray[np.int64]) -> None:
        self.problem, self.staffing, self.resource, self.pairs = problem, staffing, resource, pairs
        self.n_areas, self.n_demands = problem.demand.shape
        self.m = len(pairs)
        self.short = 2 * self.m
        self.worst = self.short + self.n_areas * self.n_demands
        self.size = self.worst + 1
        self.give = sendable(problem, staffing)
        self.is_whole = bool(np.all(problem.capacity == np.round(problem.capacity)))

    def cost(self) -> Floats:
        travel = self.problem.distance_km[self.pairs[:, 0], self.pairs[:, 1]] * self.resource.load_per_km
        worst = FAIRNESS * max(float(self.problem.mean.mean()), 1e-9)
        short = np.full(self.n_areas * self.n_demands, 1 / self.n_demands)
        return np.concatenate([travel + self.resource.disruption, np.full(self.m, MOVE_COST), short, [worst]])

    def bounds(self) -> Bounds:
        upper = np.full(self.size, np.inf)
        upper[self.m : self.short] = 1
        return Bounds(np.zeros(self.size), upper)

    def integrality(self) -> Ints:
        kinds = np.zeros(self.size, dtype=np.int64)
        kinds[: self.m] = self.is_whole
        kinds[self.m : self.short] = 1
        return kinds

    def constraints(self) -> list[LinearConstraint]:
        return [self._shortage(), self._giving(), self._linking(), self._number(), self._fairness()]

    def _shortage(self) -> LinearConstraint:
        """short[i, s] + received[i] - given[i] >= demand[i, s] - capacity[i]."""
        areas = np.repeat(np.arange(self.n_areas), self.n_demands)
        rows, columns, values = [np.arange(len(areas))], [self.short + np.arange(len(areas))], [np.ones(len(areas))]
        for pair, (sender, receiver) in enumerate(self.pairs):
            for area, sign in ((sender, -1.0), (receiver, 1.0)):
                chosen = np.flatnonzero(areas == area)
                rows.append(chosen)
                columns.append(np.full(len(chosen), pair))
                values.append(np.full(len(chosen), sign))
        needed = (self.problem.demand - self.problem.capacity[:, None]).ravel()
        return LinearConstraint(self._matrix(rows, columns, values, len(areas)), needed, np.inf)

    def _giving(self) -> LinearConstraint:
        """given[i] <= sendable[i]."""
        matrix = self._matrix([self.pairs[:, 0]], [np.arange(self.m)], [np.ones(self.m)], self.n_areas)
        return LinearConstraint(matrix, -np.inf, self.give)

    def _linking(self) -> LinearConstraint:
        """moved <= sendable * is_used."""
        index = np.arange(self.m)
        columns, values = [index, self.m + index], [np.ones(self.m), -self.give[self.pairs[:, 0]]]
        return LinearConstraint(self._matrix([index, index], columns, values, self.m), -np.inf, 0)

    def _number(self) -> LinearConstraint:
        """The number of moves is capped."""
        row = np.zeros((1, self.size))
        row[0, self.m : self.short] = 1
        return LinearConstraint(row, 0, self.staffing.max_moves)

    def _fairness(self) -> LinearConstraint:
        """worst >= unmet share of each area with demand."""
        areas = np.flatnonzero(self.problem.mean > 0)
        rows = np.repeat(np.arange(len(areas)), self.n_demands)
        columns = self.short + (areas[:, None] * self.n_demands + np.arange(self.n_demands)).ravel()
        share = np.repeat(-1 / (self.n_demands * self.problem.mean[areas]), self.n_demands)
        each, worst = np.arange(len(areas)), np.full(len(areas), self.worst)
        matrix = self._matrix([rows, each], [columns, worst], [share, np.ones(len(areas))], len(areas))
        return LinearConstraint(matrix, 0, np.inf)

    def _matrix(
        self, rows: Sequence[Ints], columns: Sequence[Ints], values: Sequence[Floats], height: int
    ) -> csr_array:
        index = (np.concatenate(rows), np.concatenate(columns))
        return coo_array((np.concatenate(values), index), shape=(height, self.size)).tocsr()
