"""The heating season begins on a known day: what is usual in it is no alarm, what is more than that is one."""

from __future__ import annotations

import numpy as np
import pytest

from brain.detect import default
from brain.detect.design import NO_SEASONS, Seasons
from brain.detect.judgement import Judgement

DAYS = np.arange(np.datetime64("2025-10-25"), np.datetime64("2026-11-29"))
ONSET = int(np.flatnonzero(np.datetime64("2026-11-15") == DAYS)[0])
HEATING = {
    "heating": [
        day.astype(object) for day in DAYS if not "03-15" < str(day)[5:] < "11-15"
    ]
}  # fmt: skip


def judged(seasons: Seasons, extra: float = 1.0) -> Judgement:
    """Twenty series that count 2 outside the season and 50 in it; three days after the onset ``extra`` times that."""
    in_season = np.isin(DAYS, np.array(HEATING["heating"], "datetime64[D]"))
    mean = np.where(in_season, 50.0, 2.0)
    mean[ONSET + 3 :] *= extra
    counts = np.random.default_rng(11).poisson(mean, (20, len(DAYS))).astype(float)
    return default.judge(counts, DAYS, "D", ONSET, 0.01, seasons=seasons)


def test_the_onset_is_expected_where_the_calendar_names_it() -> None:
    blind, told = judged(NO_SEASONS), judged(HEATING)
    assert np.median(blind.expected[:, ONSET]) < 15
    assert np.median(told.expected[:, ONSET]) == pytest.approx(50, rel=0.15)
    assert blind.is_alarm[:, ONSET:].mean() > 0.5
    assert told.is_alarm[:, ONSET:].mean() < 0.03


def test_more_than_is_usual_in_the_season_is_found() -> None:
    assert judged(HEATING, extra=2.0).is_alarm[:, ONSET + 3 :].mean() > 0.9


def test_a_season_that_was_never_seen_to_begin_is_left_open() -> None:
    later = {"heating": [day.astype(object) for day in DAYS[ONSET:]]}
    found = judged(later)
    assert not found.is_alarm[:, ONSET].any(), "its first day is as uncertain as an unseen festival"
