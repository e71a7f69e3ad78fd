"""Why a crew is moved, in one sentence, in both languages."""

from __future__ import annotations

from typing import Any

import pandas as pd


def move_text(
    amount: float,
    resource: tuple[str, str],
    sender: pd.Series[Any],
    receiver: pd.Series[Any],
    distance: float,
    gain: float,
) -> tuple[str, str]:
    """English and Chinese explanation of moving capacity for ``amount`` cases.

    ``resource``: its two names; sender and receiver are rows with names, mean and capacity; ``gain`` in cases.
    """
    return (
        f"Move {resource[0]} capacity for {amount:g} cases from {sender['name_en']} "
        f"(about {sender['mean']:.1f} expected, capacity {sender['capacity']:g}) to {receiver['name_en']} "
        f"(about {receiver['mean']:.1f} expected, capacity {receiver['capacity']:g}), "
        f"{distance:.1f} km: {gain:.1f} fewer cases left unserved",
        f"从{sender['name_zh']}（预计{sender['mean']:.1f}件，能力{sender['capacity']:g}）调{resource[1]}{amount:g}件能力到"
        f"{receiver['name_zh']}（预计{receiver['mean']:.1f}件，能力{receiver['capacity']:g}），"
        f"距离{distance:.1f}公里，预计少积压{gain:.1f}件",
    )


def as_exercise(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with explanations that say at once that they belong to a drill."""
    return rows.assign(
        explanation_en="Exercise: " + rows["explanation_en"], explanation_zh="【演练】" + rows["explanation_zh"]
    )


def area_text(row: pd.Series[Any], moved_in: float, moved_out: float, unmet: float) -> tuple[str, str]:
    """What an area's day looks like after the moves."""
    return (
        f"About {row['mean']:.1f} expected for a capacity of {row['capacity']:g}; {moved_in:g} move in, {moved_out:g} "
        f"move out; {unmet:.1f} likely unserved",
        f"预计需求{row['mean']:.1f}件，能力{row['capacity']:g}；调入{moved_in:g}，调出{moved_out:g}；预计缺口{unmet:.1f}件",
    )
