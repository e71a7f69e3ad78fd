"""What a forecast refuses, in one sentence, and what it does with series that are short, sparse or broken."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from brain.forecast import ForecastError, forecast_frame
from brain.forecast.levels import COLUMNS

FREQ = {"D": "D", "W": "W-MON", "M": "MS"}


def series(values: list[float], freq: str = "D", name: str = "a", start: str = "2024-01-01") -> pd.DataFrame:
    return pd.DataFrame(
        {"unique_id": name, "ds": pd.date_range(start, periods=len(values), freq=FREQ[freq]), "y": values}
    )


DAILY = series([float(v) for v in np.random.default_rng(3).poisson(5, 120)])


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (DAILY.assign(y=DAILY["y"] - 20), "negative"),
        (DAILY.assign(y=DAILY["y"].astype(object).where(DAILY.index != 4, "x")), "row 5 .*'x'"),
        (DAILY.assign(y=np.inf), "not a number"),
        (DAILY.assign(y=np.nan), "no value at all"),
        (pd.concat([DAILY, DAILY.iloc[:1]]), "2024-01-01 twice"),
        (DAILY.assign(ds="soon"), "not a date"),
        (DAILY.assign(ds=DAILY["ds"] + pd.Timedelta(hours=3)), "time of day"),
        (series([1.0] * 20, "W"), "has steps of 7 days"),
        (pd.concat([DAILY, series([1.0] * 20, "W", "b")]), "series 'b'"),
        (DAILY.drop(columns="y"), "missing: y"),
        (DAILY.iloc[:0], "no rows"),
    ],
)
def test_broken_input_is_refused_by_name(broken: pd.DataFrame, said: str) -> None:
    with pytest.raises(ForecastError, match=said) as caught:
        forecast_frame(broken, 7, "D")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("horizon", "freq", "holidays"), [(0, "D", None), (7, "H", None), (7, "D", "XX"), (7, "W", None)]
)
def test_wrong_options_are_refused(horizon: int, freq: str, holidays: str | None) -> None:
    with pytest.raises(ForecastError):
        forecast_frame(DAILY, horizon, freq, holidays)  # type: ignore[arg-type]  # what a user may type


@pytest.mark.parametrize(
    ("values", "freq", "low", "high"),
    [
        ([5.0], "D", 4, 6.5),
        ([0.0] * 3, "D", 0, 0.2),
        ([0.0] * 400, "D", 0, 0.01),
        ([10.0] * 100, "D", 9.9, 10.1),
        ([10.0] * 30, "M", 9, 11),
        ([0.0] * 49 + [1.0] + [0.0] * 50, "D", 0.001, 0.05),
        ([5.0] * 100 + [400.0] + [5.0] * 6, "D", 4, 8),
        ([2.0, 3.0] * 60 + [20.0, 21.0] * 15, "D", 15, 24),
        ([float(3 * k) for k in range(100)], "D", 295, 330),
    ],
)
def test_odd_series_are_forecast_sensibly(values: list[float], freq: str, low: float, high: float) -> None:
    made = forecast_frame(series(values, freq), 5, freq)  # type: ignore[arg-type]  # one of D and M
    assert made["mean"].between(low, high).all()
    _check_quantiles(made, is_whole=True)


def test_gaps_are_unknown_not_zero_and_every_series_goes_on_from_its_own_end() -> None:
    gappy = pd.concat([DAILY.drop(index=range(40, 80)), series([50.0] * 60, name="b", start="2023-06-01")])
    made = forecast_frame(gappy, 3, "D").set_index("unique_id")
    assert made.loc["a", "mean"].between(3.5, 6.5).all()
    assert list(made.loc["a", "ds"].dt.strftime("%Y-%m-%d")) == ["2024-04-30", "2024-05-01", "2024-05-02"]
    assert made.loc["b", "ds"].iloc[0] == pd.Timestamp("2023-07-31")


def test_rates_stay_rates() -> None:
    draws = np.random.default_rng(4).gamma(2, 3, 200)
    made = forecast_frame(series(list(draws)), 4, "D")
    _check_quantiles(made, is_whole=False)
    assert made["mean"].between(4, 8).all()


@pytest.mark.parametrize(("freq", "country"), [("D", "CN"), ("W", "US"), ("M", "GB-ENG")])
def test_holidays_serve_every_frequency(freq: str, country: str) -> None:
    values = [float(v) for v in np.random.default_rng(5).poisson(40, 130)]
    _check_quantiles(forecast_frame(series(values, freq), 6, freq, country), is_whole=True)  # type: ignore[arg-type]


def _check_quantiles(made: pd.DataFrame, is_whole: bool) -> None:
    quantiles = made[list(COLUMNS)].to_numpy()
    assert np.isfinite(quantiles).all()
    assert (quantiles >= 0).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert bool((quantiles == np.round(quantiles)).all()) is is_whole
