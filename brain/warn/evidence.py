"""The proof that is stored with a warning: enough to check it by hand and to draw it."""

from __future__ import annotations

from typing import Any

import numpy as np

from brain.warn.history import History, Key
from brain.warn.signals import Signal
from schemas.warning_policy import WarningPolicy

SERIES_DAYS = 60


def evidence(
    rule: str, signal: Signal, others: list[Signal], history: History, column: int, policy: WarningPolicy
) -> dict[str, Any]:
    """JSON-ready: series, baseline, figures of the day, method and policy, feeds, neighbours, cluster, forecast."""
    return {
        "rule": rule,
        "policy_version": policy.policy_version,
        "day": history.days[column].isoformat(),
        "observed": _number(history.observed[signal.row, column]),
        "expected": _number(history.expected[signal.row, column]),
        "p_value": _number(signal.p_value),
        "q_value": _number(signal.q_value),
        "method": history.methods.get(signal.key, ""),
        "series": _series(signal.row, history, column),
        "growth": None if signal.growth is None else {"rate": signal.growth.rate, "lower": signal.growth.lower},
        "spread_to": list(signal.spread_to),
        "neighbours": _neighbours(signal.key, history, column),
        "cluster": _cluster(signal),
        "forecast": _forecast(signal),
        "shortage_probability": _number(signal.shortage_probability),
        "feeds": _feeds(signal, history),
        "told_with": [{"area_id": s.key[0], "topic_id": s.key[1], "excess": _number(s.excess)} for s in others[:20]],
    }


def _number(value: float) -> float | None:
    """Rounded to six significant digits; None for NaN, which JSON lacks."""
    return None if np.isnan(value) else float(f"{value:.6g}")


def _feeds(signal: Signal, history: History) -> list[str]:
    """Feeds behind the topic, and behind those that share its resource."""
    shares = signal.outlook.shares if signal.outlook is not None else {}
    return sorted({feed for topic in (signal.key[1], *shares) for feed in history.feeds.get(topic, ())})


def _series(row: int, history: History, column: int) -> dict[str, Any]:
    first = max(0, column - SERIES_DAYS + 1)
    window = slice(first, column + 1)
    return {
        "first_day": history.days[first].isoformat(),
        "observed": [_number(v) for v in history.observed[row, window]],
        "baseline": [_number(v) for v in history.expected[row, window]],
    }


def _neighbours(key: Key, history: History, column: int) -> list[dict[str, Any]]:
    """The last seven days of each neighbour of the same level."""
    rows, week, found = history.rows(), slice(max(0, column - 6), column + 1), []
    for area in history.areas[key[0]].neighbours:
        row = rows.get((area, key[1]))
        if row is not None:
            observed, expected = np.nansum(history.observed[row, week]), np.nansum(history.expected[row, week])
            found.append({"area_id": area, "observed": _number(observed), "expected": _number(expected)})
    return found


def _cluster(signal: Signal) -> dict[str, Any] | None:
    if signal.cluster is None:
        return None
    found = signal.cluster
    return {
        "cluster_id": found.cluster_id,
        "area_ids": list(found.area_ids),
        "window_days": found.window_days,
        "observed": found.observed,
        "expected": found.expected,
        "p_value": found.p_value,
        "q_value": found.q_value,
    }


def _forecast(signal: Signal) -> dict[str, Any] | None:
    if signal.outlook is None:
        return None
    found = signal.outlook
    columns = {"mean": found.mean, "q10": found.q10, "q90": found.q90, "capacity": found.capacity}
    return {
        "made_on": found.made_on.isoformat(),
        "first_day": found.days[0].isoformat(),
        **{name: [_number(v) for v in values] for name, values in columns.items()},
        "exceedance": [_number(v) for v in found.exceedance],
        "resource": found.resource or None,
        "shares": {topic: _number(mean) for topic, mean in found.shares.items()},
    }
