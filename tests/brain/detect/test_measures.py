"""Measured values: a daily mean above what season, weekday and the last weeks say."""

import numpy as np
import pytest

from brain.detect import measures

DAYS = np.datetime64("2023-01-01") + np.arange(800)
FIRST = 700


def air(n_series: int, seed: int) -> np.ndarray:
    """Log-normal means with a season and weekends, each day tied to the one before."""
    rng = np.random.default_rng(seed)
    noise = np.zeros((n_series, len(DAYS)))
    for day in range(1, len(DAYS)):
        noise[:, day] = 0.5 * noise[:, day - 1] + rng.normal(0, 0.3, n_series)
    day = np.arange(len(DAYS))
    return np.asarray(np.exp(3.7 + 0.4 * np.cos(2 * np.pi * day / 365.25) - 0.1 * (day % 7 > 4) + noise))


@pytest.mark.parametrize("shape", ["air", "rain", "temperature"])
def test_false_alarms_are_about_as_many_as_asked_for(shape: str) -> None:
    values = air(60, 1)
    if shape == "rain":
        values = np.maximum(values - 45, 0)
    if shape == "temperature":
        values = np.log(values) * 20 - 70
    is_alarm = measures.judge(values, DAYS, FIRST, 0.02).is_alarm[:, FIRST:]
    assert 0.01 < is_alarm.mean() < 0.035


def test_a_haze_is_an_alarm_above_its_threshold() -> None:
    values = air(20, 2)
    values[:, 750] *= 6
    result = measures.judge(values, DAYS, FIRST, 0.01)
    assert result.is_alarm[:, 750].mean() > 0.9
    judged = ~np.isnan(result.p_value)
    assert ((values > result.threshold)[judged] == result.is_alarm[judged]).all()


def test_the_future_changes_nothing() -> None:
    values = air(4, 3)
    later = values.copy()
    later[:, 740:] = -50 * values[:, 740:]
    before, after = (measures.judge(v, DAYS, FIRST, 0.01).p_value[:, :740] for v in (values, later))
    np.testing.assert_array_equal(before, after)


def test_a_short_or_missing_past_is_not_judged() -> None:
    values = air(2, 4)[:, :80]
    values[1, 10:60] = np.nan
    p_value = measures.judge(values, DAYS[:80], 70, 0.01).p_value
    assert not np.isnan(p_value[0, 70:]).any()
    assert np.isnan(p_value[1]).all()
