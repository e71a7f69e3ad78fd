"""Lasting changes are followed at once, last year's step is expected again, outbreaks and slow trends are neither."""

from __future__ import annotations

import numpy as np
import pytest

from brain.forecast.regime import TRUST, due_again, shifted

N_DAYS, HORIZON = 420, 28


def _trusted(values: np.ndarray, season: np.ndarray) -> np.ndarray:
    found = due_again(values, season, "D")
    assert found is not None
    return found.trust[0]


def _season(n_steps: int) -> np.ndarray:
    return np.ones((1, n_steps + HORIZON))


def _counts(mean: np.ndarray, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean)[None].astype(float)


@pytest.mark.parametrize("rate", [2.0, 40.0, 3000.0])
def test_a_lasting_shift_is_the_new_level(rate: float) -> None:
    mean = np.where(np.arange(200) < 186, rate, 3 * rate)
    found = shifted(_counts(mean), _season(200), "D")
    assert (found.trust == TRUST).all()
    assert found.mean[0].mean() == pytest.approx(3 * rate, rel=0.35)


@pytest.mark.parametrize("shape", ["calm", "spike", "ended", "trend"])
def test_what_does_not_last_is_no_shift(shape: str) -> None:
    day = np.arange(200)
    mean = {
        "calm": np.full(200, 20.0),
        "spike": np.where(day == 198, 200.0, 20.0),
        "ended": np.where((day >= 186) & (day < 193), 80.0, 20.0),
        "trend": 20.0 * np.exp(day / 100),
    }[shape]
    assert (shifted(_counts(mean), _season(200), "D").trust == 0).all()


def test_last_years_step_is_due_on_its_day() -> None:
    onset = N_DAYS - 364 + 10
    mean = np.where((np.arange(N_DAYS) >= onset) & (np.arange(N_DAYS) < onset + 120), 50.0, 3.0)
    found = due_again(_counts(mean), _season(N_DAYS), "D")
    assert found is not None
    assert (found.trust[0, 10:] == TRUST).all()
    assert found.mean[0, 12:].mean() == pytest.approx(50, rel=0.25)
    assert (found.trust[0, :8] * found.mean[0, :8] < 10).all()


def test_last_years_outbreak_is_not_expected_again() -> None:
    onset = N_DAYS - 364 + 10
    mean = np.where((np.arange(N_DAYS) >= onset) & (np.arange(N_DAYS) < onset + 10), 50.0, 2.0)
    assert (_trusted(_counts(mean), _season(N_DAYS)) == 0).all()


def test_a_year_is_needed() -> None:
    assert due_again(_counts(np.full(380, 5.0)), _season(380), "D") is None
    assert due_again(_counts(np.full(100, 5.0)), _season(100), "M") is None
