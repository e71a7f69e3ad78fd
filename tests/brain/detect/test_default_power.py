"""Shapes that the improved Farrington algorithm misses."""

import numpy as np

from bench.detect import metrics
from bench.detect.noufaily import negative_binomial, simulate
from bench.detect.shapes import week_days
from brain.detect import default, farrington


def test_more_outbreaks_than_farrington_at_the_same_false_alarm_rate() -> None:
    sim = simulate(2, seed=11)
    judged = slice(sim.first_judged, None)
    ours = default.judge(sim.counts, week_days(), "W", sim.first_judged, 0.01).p_value[:, judged]
    theirs = farrington.judge(sim.counts, "W", sim.first_judged, 0.01).p_value[:, judged]
    areas = [metrics.partial_area(metrics.tally(p, sim.outbreak[:, judged])) for p in (ours, theirs)]
    assert areas[0] > areas[1] + 0.02


def test_a_new_level_is_learned() -> None:
    rng = np.random.default_rng(12)
    mean = np.where(np.arange(624) < 450, 10.0, 25.0) * np.ones((40, 1))
    counts = negative_binomial(rng, mean, np.array([[1.5]]))
    result = default.judge(counts, week_days(), "W", 616, 0.01)
    assert np.abs(result.expected[:, 616:].mean() / 25 - 1) < 0.1
    assert result.is_alarm[:, 616:].mean() < 0.03


def test_weeks_without_any_report_do_not_hide_an_outbreak() -> None:
    rng = np.random.default_rng(13)
    counts = rng.poisson(20.0, (40, 624)) * (rng.random((40, 624)) > 0.3)
    counts[:, 600] = 40
    result = default.judge(counts.astype(float), week_days(), "W", 600, 0.01)
    assert result.is_alarm[:, 600].mean() > 0.9


def test_a_moving_holiday_is_expected() -> None:
    rng = np.random.default_rng(14)
    days = np.arange(np.datetime64("2022-01-01"), np.datetime64("2025-02-05"))
    is_festival = np.isin(
        days, [np.datetime64(d) + i for d in ("2022-01-31", "2023-01-21", "2024-02-10", "2025-01-28") for i in range(4)]
    )
    counts = rng.poisson(30.0 * np.where(is_festival, 2.5, 1.0), (15, len(days))).astype(float)
    with_calendar = default.judge(counts, days, "D", len(days) - 10, 0.01, "CN").is_alarm
    without = default.judge(counts, days, "D", len(days) - 10, 0.01).is_alarm
    assert with_calendar.sum() < 0.4 * without.sum()
