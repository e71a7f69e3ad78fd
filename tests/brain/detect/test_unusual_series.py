import numpy as np
import pandas as pd
import pytest

from brain.detect import METHODS, detect_frame


def daily(counts: list[float] | np.ndarray, name: str = "a") -> pd.DataFrame:
    days = pd.date_range("2025-01-06", periods=len(counts))
    return pd.DataFrame({"unique_id": name, "ds": days, "y": counts})


@pytest.mark.parametrize("method", METHODS)
def test_one_point_is_not_judged(method: str) -> None:
    result = detect_frame(daily([7]), "D", method=method)
    assert result["p_value"].isna().all()
    assert not result["is_alarm"].any()


@pytest.mark.parametrize("method", METHODS)
def test_nothing_but_zeros_raises_no_alarm(method: str) -> None:
    result = detect_frame(daily(np.zeros(500)), "D", start="2026-05-01", method=method)
    assert not result["is_alarm"].any()


def test_the_first_cases_after_zeros_are_an_alarm() -> None:
    result = detect_frame(daily([0.0] * 200 + [5]), "D", start="2025-07-25")
    assert result["is_alarm"].iloc[-1]


def test_missing_days_are_neither_judged_nor_taken_for_zeros() -> None:
    rng = np.random.default_rng(0)
    whole = daily(rng.poisson(20, 200))
    result = detect_frame(whole.drop(index=range(80, 110)), "D", start="2025-04-26")
    assert len(result) == 200 - 110
    assert result["expected"].between(17, 23).all()


def test_rows_come_back_in_the_order_given() -> None:
    frame = pd.concat([daily(np.full(60, 3), "b"), daily(np.full(60, 4), "a")]).sample(frac=1, random_state=1)
    result = detect_frame(frame, "D")
    assert result[["unique_id", "observed"]].to_numpy().tolist() == frame[["unique_id", "y"]].to_numpy().tolist()


def test_weekly_series_may_begin_on_different_weekdays() -> None:
    rng = np.random.default_rng(1)
    parts = [
        pd.DataFrame({"unique_id": name, "ds": pd.date_range(first, periods=80, freq="7D"), "y": rng.poisson(9, 80)})
        for name, first in (("monday", "2024-01-01"), ("sunday", "2024-01-07"))
    ]
    result = detect_frame(pd.concat(parts), "W")
    alone = detect_frame(parts[1], "W")
    assert result[result["unique_id"] == "sunday"]["p_value"].to_numpy() == pytest.approx(
        alone["p_value"].to_numpy(), nan_ok=True
    )


def test_an_alarm_is_a_count_above_the_threshold() -> None:
    rng = np.random.default_rng(2)
    frame = pd.concat([daily(rng.poisson(mean, 300), str(mean)) for mean in (0.1, 1, 10, 100)])
    result = detect_frame(frame, "D", alpha=0.1).dropna()
    assert result["is_alarm"].any()
    assert ((result["observed"] > result["threshold"]) == result["is_alarm"]).all()
    assert ((result["p_value"] < 0.1) == result["is_alarm"]).all()
