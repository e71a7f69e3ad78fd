"""Forecasts against capacity: what each service of an area, one topic or several that share a resource, will face."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from brain.forecast.levels import COLUMNS, LEVELS
from brain.match.demand import added
from brain.warn.history import Floats, Key, Outlook
from schemas.modes import Modes

PLACE = ["service_id", "area_id", "made_on"]


def outlooks(forecasts: pd.DataFrame, modes: Modes) -> Mapping[Key, Mapping[date, Outlook]]:
    """By area and leading topic and the day they were made on; ``forecasts``: rows of ``outlooks.sql``.

    The topics of one service are added up (:func:`brain.match.demand.added`), and the one that asks for most over the
    horizon leads. A topic that leads two services of an area speaks of the one that is likelier to fall short.
    """
    if forecasts.empty:
        return {}
    shares = {place: _shares(group) for place, group in forecasts.groupby(PLACE)}
    together = added(forecasts, [*PLACE, "target_day", "capacity"])
    found: dict[Key, dict[date, Outlook]] = defaultdict(dict)
    for place, group in together.groupby(PLACE):
        service, area, made_on = str(place[0]), str(place[1]), _day(place[2])
        outlook = _outlook(made_on, group.sort_values("target_day"), service, shares[place], modes)
        by_day = found[(area, next(iter(shares[place])))]
        by_day[made_on] = max(by_day.get(made_on, outlook), outlook, key=lambda known: sum(known.exceedance))
    return dict(found)


def _shares(group: pd.DataFrame) -> dict[str, float]:
    """Mean demand over the horizon by topic, the largest first."""
    means = group.groupby("topic_id")["mean"].sum().sort_values(ascending=False)
    return {str(topic): float(mean) for topic, mean in means.items()}


def _outlook(made_on: date, group: pd.DataFrame, service: str, share: dict[str, float], modes: Modes) -> Outlook:
    quantiles, capacity = group[list(COLUMNS)].to_numpy(), group["capacity"].to_numpy()
    is_shared = service not in share
    return Outlook(
        made_on,
        _day(group["target_day"].iloc[0]),
        tuple(group["mean"]),
        tuple(group["q0.1"]),
        tuple(group["q0.9"]),
        tuple(capacity),
        tuple(exceedance(q, c) for q, c in zip(quantiles, capacity, strict=True)),
        resource=service if is_shared else "",
        resource_names=modes.names_of(service) if is_shared else ("", ""),
        shares=share if is_shared else {},
    )


def exceedance(quantiles: Floats, capacity: float) -> float:
    """P(demand > capacity) from the 23 quantiles, linear between them; within [0.01, 0.99]."""
    below = np.searchsorted(quantiles, capacity, side="right")
    if below == 0:
        return 1 - LEVELS[0]
    if below == len(quantiles):
        return 1 - LEVELS[-1]
    width = quantiles[below] - quantiles[below - 1]
    share = (capacity - quantiles[below - 1]) / width if width > 0 else 0.0
    return float(1 - (LEVELS[below - 1] + share * (LEVELS[below] - LEVELS[below - 1])))


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
