"""Leading indicators: a planted lag is found; topics that only share days are not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from brain.warn.leads import leads


def _days(pairs: list[tuple[str, str, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(pairs, columns=["area_id", "topic_id", "step"])
    return frame.assign(day=pd.Timestamp("2025-01-01") + pd.to_timedelta(frame["step"], unit="D")).drop_duplicates()


def _independent(seed: int) -> list[tuple[str, str, int]]:
    draw = np.random.default_rng(seed)
    return [(f"a{draw.integers(10)}", f"g.t{draw.integers(5)}", int(draw.integers(360))) for _ in range(400)]


def test_a_planted_lag_is_found_alone() -> None:
    draw = np.random.default_rng(1)
    planted = []
    for _ in range(25):
        area, step = f"a{draw.integers(10)}", int(draw.integers(350))
        planted += [(area, "rain.heavy", step), (area, "water.flood", step + 3)]
    found = leads(_days([*_independent(1), *planted]))
    pairs = set(zip(found["leading_topic_id"], found["following_topic_id"], found["lag_days"], strict=True))
    assert pairs == {("rain.heavy", "water.flood", 3)}
    assert found["strength"].iloc[0] > 5


def test_chance_and_shared_days_do_not_pass() -> None:
    shared = [(f"a{k % 10}", topic, 30 * (k % 12)) for k in range(60) for topic in ("x.one", "x.two")]
    for seed in range(5):
        assert leads(_days([*_independent(seed), *shared])).empty
