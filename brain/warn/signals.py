"""The signals of one day in every series: sign, sustained, spreading, growing, short of capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from brain.warn.history import Area, Cluster, Floats, History, Key, Outlook
from schemas.warning_policy import WarningPolicy


@dataclass(frozen=True)
class Growth:
    """Daily growth rate of the counts (log scale) and its lower confidence bound."""

    rate: float
    lower: float


@dataclass(frozen=True)
class Signal:
    """What one series says on one day."""

    key: Key
    row: int
    is_sign: bool
    is_sustained: bool
    spread_to: tuple[str, ...]
    growth: Growth | None
    cluster: Cluster | None
    outlook: Outlook | None
    shortage_probability: float
    excess: float
    p_value: float
    q_value: float

    def is_short(self, policy: WarningPolicy) -> bool:
        """Demand is likely enough to exceed capacity."""
        return self.outlook is not None and self.shortage_probability >= policy.trend.probability

    def short_resource(self, policy: WarningPolicy) -> str:
        """The resource of several topics that is likely to fall short, or none."""
        return self.outlook.resource if self.outlook is not None and self.is_short(policy) else ""

    def rule(self, policy: WarningPolicy) -> str | None:
        """The strongest rule that the day's evidence alone meets; a coming shortage needs no sign."""
        if self.is_short(policy):
            return "trend_capacity"
        if not self.is_sign:
            return None
        if self.growth is not None and self.growth.lower > 0 and self.is_sustained:
            return "tendency_growing"
        if self.is_sustained:
            return "tendency_sustained"
        if self.spread_to:
            return "tendency_spreading"
        return "sign_cluster" if self.cluster is not None else "sign_exceedance"


class DayReader:
    """Reads signals off a history; masks of signs and sustained series are computed for all days at once.

    ``max_q_factor [T]`` multiplies each day's false-discovery level.
    """

    def __init__(self, history: History, policy: WarningPolicy, max_q_factor: Sequence[float]) -> None:
        self.history, self.policy = history, policy
        self.rows = history.rows()
        self.excess = history.observed - history.expected
        hazard = np.array([history.topics[topic].is_hazard for _, topic in history.keys], dtype=bool)
        limit = np.where(hazard, policy.sign.hazard_max_q, policy.sign.max_q)[:, None]
        self.usual_signs = self._signs(limit)
        self.signs = self._signs(limit * np.array(max_q_factor))
        self.elevated = self._elevated()

    def _signs(self, limit: Floats) -> NDArray[np.bool_]:
        history, sign = self.history, self.policy.sign
        with np.errstate(invalid="ignore"):
            large = (self.excess >= sign.min_excess) | np.array([[history.is_measure(key)] for key in history.keys])
            large &= history.observed >= sign.min_ratio * history.expected
            return np.asarray(large & (history.q_value <= limit))

    def _elevated(self) -> NDArray[np.bool_]:
        with np.errstate(invalid="ignore"):
            return np.asarray((self.history.p_value <= self.policy.tendency.sustained_p) & (self.excess > 0))

    def signals(self, column: int) -> list[Signal]:
        """Signals of the day ``history.days[column]``: its signs, members of its clusters, and coming shortages."""
        clusters, likely = self._cluster_keys(column), self.policy.trend.probability
        short = {key for key in self.history.outlooks if self._shortage(key, column)[1] >= likely}
        chosen = set(np.flatnonzero(self.signs[:, column]).tolist())
        chosen |= {self.rows[key] for key in [*clusters, *short] if key in self.rows}
        return [self._signal(row, column, clusters.get(self.history.keys[row])) for row in sorted(chosen)]

    def _signal(self, row: int, column: int, cluster: Cluster | None) -> Signal:
        history, key = self.history, self.history.keys[row]
        outlook, probability = self._shortage(key, column)
        return Signal(
            key,
            row,
            bool(self.signs[row, column]) or cluster is not None,
            self._is_sustained(row, column),
            self._spread(row, column),
            self._growth(row, column),
            cluster,
            outlook,
            probability,
            float(np.nan_to_num(self.excess[row, column])),
            float(history.p_value[row, column]),
            float(history.q_value[row, column]),
        )

    def _is_sustained(self, row: int, column: int) -> bool:
        tendency = self.policy.tendency
        window = self.elevated[row, max(0, column - tendency.sustained_window + 1) : column + 1]
        return int(window.sum()) >= tendency.sustained_days

    def _spread(self, row: int, column: int) -> tuple[str, ...]:
        """Neighbours elevated within the window, where there are enough of them and this area is too."""
        area, topic = self.history.keys[row]
        tendency = self.policy.tendency
        since = max(0, column - tendency.spread_window + 1)
        known: Area = self.history.areas[area]
        found = [
            other
            for other in known.neighbours
            if (near := self.rows.get((other, topic))) is not None
            and int(self.elevated[near, since : column + 1].sum()) >= 2
        ]
        return tuple(found) if len(found) >= tendency.spread_areas else ()

    def _growth(self, row: int, column: int) -> Growth | None:
        tendency = self.policy.tendency
        window = slice(max(0, column - tendency.growth_window + 1), column + 1)
        observed, expected = self.history.observed[row, window], self.history.expected[row, window]
        known = ~np.isnan(observed) & (expected > 0)
        if known.sum() < 4:
            return None
        week = known & (np.arange(len(known)) >= len(known) - 7)
        if observed[week].sum() < tendency.growth_min_ratio * expected[week].sum():
            return None
        steps, least = (
            np.flatnonzero(known).astype(float),
            0.0 if self.history.is_measure(self.history.keys[row]) else 1.0,
        )
        return growth(observed[known], expected[known], steps, tendency.growth_confidence, least)

    def _shortage(self, key: Key, column: int) -> tuple[Outlook | None, float]:
        """The latest forecast then known, and the probability of its n-th most likely day of shortage."""
        day, by_day = self.history.days[column], self.history.outlooks.get(key, {})
        outlook = by_day.get(day + timedelta(days=1)) or by_day.get(day)
        if outlook is None:
            return None, 0.0
        trend = self.policy.trend
        likely = sorted(outlook.exceedance[: trend.horizon_days], reverse=True)
        return outlook, likely[trend.days_short - 1] if len(likely) >= trend.days_short else 0.0

    def _cluster_keys(self, column: int) -> dict[Key, Cluster]:
        """Each cluster at its own area, or at the nearest common ancestor of its areas."""
        found: dict[Key, Cluster] = {}
        for cluster in self.history.clusters.get(self.history.days[column], ()):
            if cluster.q_value <= self.policy.sign.max_cluster_q:
                found[(common_area(cluster.area_ids, self.history), cluster.topic_id)] = cluster
        return found


def common_area(area_ids: tuple[str, ...], history: History) -> str:
    """The lowest area that holds all of them."""
    lineages = [[area, *history.areas[area].ancestors] for area in area_ids if area in history.areas]
    shared = [area for area in lineages[0] if all(area in lineage for lineage in lineages[1:])]
    return shared[0] if shared else lineages[0][-1]


def growth(
    observed: Floats, expected: Floats, steps: Floats, confidence: float, least_dispersion: float = 1.0
) -> Growth:
    """Quasi-Poisson regression on days with log(expected) as offset; counts spread no less than Poisson's law says."""
    centred = steps - steps.mean()
    beta = np.array([np.log(max(observed.sum(), 0.5) / expected.sum()), 0.0])
    design = np.stack([np.ones_like(centred), centred], axis=1)
    for _ in range(12):
        rate = expected * np.exp(np.clip(design @ beta, -10, 10))
        information = design.T @ (rate[:, None] * design) + np.diag([0.0, 1e-6])
        step = np.linalg.solve(information, design.T @ (observed - rate))
        beta = beta + np.clip(step, -1, 1)
    noise = max(
        least_dispersion, float(np.sum((observed - rate) ** 2 / np.maximum(rate, 1e-9)) / max(len(observed) - 2, 1))
    )
    error = float(np.sqrt(noise * np.linalg.inv(information)[1, 1]))
    return Growth(float(beta[1]), float(beta[1] - ndtri(confidence) * error))
