import numpy as np
import pandas as pd
import pytest

from brain.detect import METHODS, detect_frame

FIGURES = ["expected", "threshold", "p_value", "is_alarm"]


def series(freq: str, n: int) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    days = pd.date_range("2024-01-01", periods=n, freq="7D" if freq == "W" else "D")
    counts = rng.poisson([[0.3], [6], [80]], (3, n))
    return pd.DataFrame({"unique_id": np.repeat(["a", "b", "c"], n), "ds": np.tile(days, 3), "y": counts.ravel()})


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("freq", "n", "holidays"), [("W", 140, None), ("D", 420, "CN")])
def test_the_future_changes_nothing(method: str, freq: str, n: int, holidays: str | None) -> None:
    frame = series(freq, n)
    origin = frame["ds"].iloc[n - 9]
    past = frame["ds"] <= origin
    start = frame["ds"].iloc[n - 25]
    shifted = frame.assign(y=frame["y"].where(past, frame["y"] * 50 + 1000))
    judged = [
        result[result["ds"] <= origin][FIGURES].to_numpy(float)
        for result in (detect_frame(data, freq, start, holidays, method) for data in (frame, shifted, frame[past]))
    ]
    np.testing.assert_array_equal(judged[0], judged[1])
    np.testing.assert_allclose(judged[0], judged[2], rtol=1e-6)
