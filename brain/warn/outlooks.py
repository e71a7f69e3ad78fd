"""Forecasts against capacity: what each service of an area, one topic or several that share a resource, will face."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from brain.forecast.levels import COLUMNS, LEVELS
from brain.match.demand import added
from brain.warn.history import Floats, Key, Outlook
from schemas.modes import Modes

PLACE = ["service_id", "area_id", "made_on"]
Place = tuple[str, str, Any]
Outlooks = Mapping[Key, Mapping[date, Outlook]]
"""By area and topic, and by the day that they were made on or are read again."""


def outlooks(forecasts: pd.DataFrame, modes: Modes) -> Outlooks:
    """By area and leading topic and the day they were made on; ``forecasts``: rows of ``outlooks.sql``.

    The topics of one service are added up (:func:`brain.match.demand.added`), and the one that asks for most over the
    horizon leads. A topic that leads two services of an area speaks of the one that is likelier to fall short.
    """
    if forecasts.empty:
        return {}
    shares = _shares(forecasts)
    together = added(forecasts, [*PLACE, "target_day", "capacity"])
    together["exceedance"] = exceedance(together[list(COLUMNS)].to_numpy(), together["capacity"].to_numpy())
    found: dict[Key, dict[date, Outlook]] = defaultdict(dict)
    for (service, area, made_on), group in _places(together):
        share = shares[(service, area, made_on)]
        outlook = _outlook(_day(made_on), group, service, share, modes)
        by_day = found[(area, next(iter(share)))]
        by_day[outlook.made_on] = max(by_day.get(outlook.made_on, outlook), outlook, key=lambda o: sum(o.exceedance))
    return dict(found)


def carried(found: Outlooks, days: Sequence[date], reach: timedelta) -> Outlooks:
    """The same, and on mornings after ``days`` without forecasts the last ones made less than ``reach`` before.

    They are read again less the days that have passed.
    """
    made = sorted({made_on for by_day in found.values() for made_on in by_day})
    again: dict[date, date] = {}
    for morning in (day + timedelta(days=1) for day in days):
        number = bisect_right(made, morning)
        if number and made[number - 1] < morning < made[number - 1] + reach:
            again[morning] = made[number - 1]
    return {
        key: {**by_day, **{day: _from(by_day[last], day) for day, last in again.items() if last in by_day}}
        for key, by_day in found.items()
    }


def _from(outlook: Outlook, first: date) -> Outlook:
    """The outlook less the days before ``first``."""
    left = slice(sum(day < first for day in outlook.days), None)
    names = ("days", "mean", "q10", "q90", "capacity", "exceedance")
    return replace(outlook, **{name: getattr(outlook, name)[left] for name in names})


def _places(rows: pd.DataFrame) -> Iterator[tuple[Place, pd.DataFrame]]:
    """Each service, area and origin of sorted ``rows`` with its part of them."""
    bounds = [0, *(np.flatnonzero(np.diff(rows.groupby(PLACE).ngroup())) + 1).tolist(), len(rows)]
    places = rows[PLACE].iloc[bounds[:-1]].itertuples(index=False)
    for (service, area, made_on), (begin, end) in zip(places, pairwise(bounds), strict=True):
        yield (str(service), str(area), made_on), rows.iloc[begin:end]


def _shares(rows: pd.DataFrame) -> dict[Place, dict[str, float]]:
    """Mean demand over the horizon by topic, the largest first, of each service, area and origin."""
    means = rows.groupby([*PLACE, "topic_id"])["mean"].sum().sort_values(ascending=False, kind="stable").reset_index()
    found: dict[Place, dict[str, float]] = defaultdict(dict)
    for service, area, made_on, topic, mean in means.itertuples(index=False):
        found[(str(service), str(area), made_on)][str(topic)] = float(mean)
    return found


def _outlook(made_on: date, group: pd.DataFrame, service: str, share: dict[str, float], modes: Modes) -> Outlook:
    is_shared = service not in share
    return Outlook(
        made_on,
        tuple(_day(day) for day in group["target_day"]),
        mean=tuple(group["mean"].tolist()),
        q10=tuple(group["q0.1"].tolist()),
        q90=tuple(group["q0.9"].tolist()),
        capacity=tuple(group["capacity"].tolist()),
        exceedance=tuple(group["exceedance"].tolist()),
        resource=service if is_shared else "",
        resource_names=modes.names_of(service) if is_shared else ("", ""),
        shares=share if is_shared else {},
    )


def exceedance(quantiles: Floats, capacity: Floats) -> Floats:
    """P(demand > capacity) [n] from the 23 quantiles [n × 23], linear between them; within [0.01, 0.99]."""
    below = np.sum(quantiles <= capacity[:, None], axis=1)
    rows, levels = np.arange(len(capacity)), np.array(LEVELS)
    low, high = np.clip(below - 1, 0, None), np.clip(below, None, len(LEVELS) - 1)
    width = quantiles[rows, high] - quantiles[rows, low]
    share = np.divide(capacity - quantiles[rows, low], width, out=np.zeros(len(capacity)), where=width > 0)
    inside = 1 - (levels[low] + share * (levels[high] - levels[low]))
    found: Floats = np.where(below == 0, 1 - LEVELS[0], np.where(below == len(LEVELS), 1 - LEVELS[-1], inside))
    return found


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
