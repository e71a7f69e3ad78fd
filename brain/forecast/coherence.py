"""Forecasts that add up: city = sum of districts = sum of streets, all topics = sum of groups = sum of leaves.

Events whose place is known only to a higher level are carried by extra series (``unlocated``), so that history itself
adds up. The means are reconciled by minimum trace with each series' past error variance (Wickramasuriya,
Athanasopoulos and Hyndman 2019, WLS; ``hierarchicalforecast``); negative leaves are set to zero and summed again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from hierarchicalforecast.methods import MinTrace

from brain.forecast.levels import Array
from brain.forecast.smooth import Ints

ALL_TOPICS = "all"


@dataclass(frozen=True)
class Hierarchy:
    """``summing [n, b]``: which leaves each series is the sum of; ``leaves [b]``: the leaves' row numbers."""

    summing: Array
    leaves: Ints

    def reconcile(self, mean: Array, past: Array, actual: Array) -> tuple[Array, Array]:
        """Coherent non-negative means ``[n, H]`` and past means ``[K, n, H]``; ``actual [K, n, H]``: past outcomes."""
        n, horizon = mean.shape
        stacked = np.concatenate([mean[None], past]).swapaxes(0, 1).reshape(n, -1)
        seen = ~np.isnan(actual).any(axis=(1,))
        fitted, outcome = (np.moveaxis(part, 1, 0)[:, seen] for part in (past, actual))
        if fitted.shape[1] < 2:
            leaves = stacked[self.leaves]
        else:
            order = np.concatenate([np.setdiff1d(np.arange(n), self.leaves), self.leaves])
            noise = np.maximum(np.mean((outcome - fitted) ** 2, axis=1), 1e-4)
            leaves = np.maximum(self._minimum_trace(stacked[order], noise[order], self.summing[order]), 0.0)
        coherent = (self.summing @ leaves).reshape(n, -1, horizon).swapaxes(0, 1)
        return np.ascontiguousarray(coherent[0]), np.ascontiguousarray(coherent[1:])

    def _minimum_trace(self, mean: Array, noise: Array, summing: Array) -> Array:
        """The leaves' reconciled means ``[b, H]``; two pseudo-errors of the right size state each variance."""
        spread = np.sqrt(noise)[:, None] * np.ones((1, 2))
        made = MinTrace(method="wls_var").fit_predict(
            S=summing, y_hat=mean, y_insample=spread, y_hat_insample=np.zeros_like(spread)
        )
        return np.asarray(made["mean"][-summing.shape[1] :])


def complete(keys: pd.DataFrame, values: Array, parents: dict[str, str]) -> tuple[pd.DataFrame, Array]:
    """Append ``unlocated`` series where a leaf topic's count at an area exceeds its children's sum.

    ``keys [n]``: level, area_id, topic_id of the rows of ``values [n, T]``; ``parents``: area_id to parent's.
    """
    rows = {key: i for i, key in enumerate(zip(keys["area_id"], keys["topic_id"], strict=True))}
    below = np.zeros_like(values)
    has_children = np.zeros(len(values), dtype=bool)
    for (area, topic), row in rows.items():
        parent = rows.get((parents.get(area, ""), topic))
        if parent is not None and is_leaf_topic(topic):
            below[parent] += np.nan_to_num(values[row])
            has_children[parent] = True
    rest = np.where(has_children[:, None], values - below, 0.0)
    chosen = np.flatnonzero(np.nansum(rest, axis=1) > 0)
    extra = keys.iloc[chosen].assign(level="unlocated")
    return pd.concat([keys, extra], ignore_index=True), np.concatenate([values, np.maximum(rest[chosen], 0)])


def is_leaf_topic(topic: str) -> bool:
    """Leaves are ``group.leaf``."""
    return "." in topic


def hierarchy(keys: pd.DataFrame, parents: dict[str, str]) -> Hierarchy:
    """The hierarchy of completed keys: leaves are leaf topics at areas without child rows, and unlocated series."""
    keyed = list(zip(keys["level"], keys["area_id"], keys["topic_id"], strict=True))
    rows = {(area, topic): i for i, (level, area, topic) in enumerate(keyed) if level != "unlocated"}
    with_children = {(parents.get(area, ""), topic) for area, topic in rows}
    leaves = [
        i
        for i, (level, area, topic) in enumerate(keyed)
        if is_leaf_topic(topic) and (level == "unlocated" or (area, topic) not in with_children)
    ]
    summing = np.zeros((len(keyed), len(leaves)))
    for column, leaf in enumerate(leaves):
        _, area, topic = keyed[leaf]
        summing[leaf, column] = 1.0
        for above in _lineage(area, parents):
            for kind in (topic, topic.split(".")[0], ALL_TOPICS):
                row = rows.get((above, kind))
                if row is not None:
                    summing[row, column] = 1.0
    return Hierarchy(summing, np.array(leaves, dtype=np.int64))


def _lineage(area: str, parents: dict[str, str]) -> list[str]:
    """The area and those above it."""
    found = [area]
    while parents.get(found[-1]):
        found.append(parents[found[-1]])
    return found
