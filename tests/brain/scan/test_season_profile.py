"""The scan's baseline knows the city's seasons: a season that begins everywhere is no cluster."""

from __future__ import annotations

import numpy as np
import pytest

from brain.scan.baseline import season_profile

N_DAYS, ONSET = 400, 380
PAST, WINDOW = slice(280, 370), slice(370, 384)
IN_SEASON = np.zeros((1, N_DAYS), dtype=bool)
IN_SEASON[0, 20:140] = IN_SEASON[0, ONSET:] = True


def test_days_after_the_onset_are_expected_at_the_season_s_level() -> None:
    totals = np.where(IN_SEASON[0], 50.0, 2.0)
    profile = season_profile(totals, IN_SEASON, PAST, WINDOW)
    assert profile[: ONSET - WINDOW.start] == pytest.approx(1.0)
    assert profile[ONSET - WINDOW.start :] == pytest.approx(25.0, rel=0.05)


def test_a_past_that_lies_half_in_the_season_is_weighed() -> None:
    totals = np.where(IN_SEASON[0], 30.0, 10.0)
    profile = season_profile(totals, IN_SEASON, slice(80, 200), slice(200, 214))
    assert profile == pytest.approx(10 / 20, rel=0.02)


def test_a_topic_without_a_season_keeps_its_level() -> None:
    assert season_profile(np.full(N_DAYS, 9.0), IN_SEASON, PAST, WINDOW) == pytest.approx(1.0, abs=0.01)


def test_what_was_never_seen_changes_nothing() -> None:
    never = np.zeros((1, N_DAYS), dtype=bool)
    never[0, ONSET:] = True
    assert (season_profile(np.full(N_DAYS, 9.0), never, PAST, WINDOW) == 1).all()


def test_nothing_from_the_window_on_is_read() -> None:
    totals = np.where(IN_SEASON[0], 50.0, 2.0)
    changed = totals.copy()
    changed[WINDOW.start :] = 999.0
    np.testing.assert_array_equal(
        season_profile(totals, IN_SEASON, PAST, WINDOW), season_profile(changed, IN_SEASON, PAST, WINDOW)
    )
