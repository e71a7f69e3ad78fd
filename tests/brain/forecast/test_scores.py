"""Scores against figures worked out by hand and by their own definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from brain.forecast.law import law_wis, quantiles
from brain.forecast.levels import COLUMNS, LEVELS
from brain.forecast.score import absolute_scaled_error, is_covered, wis


def interval_form(y: float, q: np.ndarray) -> float:
    """Bracher et al. (2021), eq. 1 and 2: w0 = 1/2, w_k = alpha_k / 2, interval score of each central interval."""
    total = 0.5 * abs(y - q[11])
    for k in range(11):
        alpha, low, high = 2 * LEVELS[k], q[k], q[22 - k]
        score = (high - low) + 2 / alpha * max(low - y, 0) + 2 / alpha * max(y - high, 0)
        total += alpha / 2 * score
    return total / 11.5


@given(st.floats(0, 50), st.lists(st.floats(0, 50), min_size=23, max_size=23))
def test_quantile_form_is_the_published_interval_form(y: float, values: list[float]) -> None:
    q = np.sort(np.array(values))
    assert wis(np.array([y]), q[None])[0] == pytest.approx(interval_form(y, q), abs=1e-9)


def test_levels_are_those_of_the_hubs() -> None:
    assert len(LEVELS) == 23
    assert COLUMNS[:4] == ("q0.01", "q0.025", "q0.05", "q0.1")
    assert COLUMNS[-3:] == ("q0.95", "q0.975", "q0.99")


@pytest.mark.parametrize(("mean", "variance"), [(0.05, 0.05), (0.7, 1.5), (12.0, 12.0), (60.0, 300.0), (149.0, 900.0)])
def test_count_quantiles_are_scipys(mean: float, variance: float) -> None:
    size = mean**2 / max(variance - mean, 1e-12)
    law = stats.poisson(mean) if variance == mean else stats.nbinom(size, size / (size + mean))
    made = quantiles(np.array([mean]), np.array([variance]), np.array([0], dtype=np.int8))
    assert list(made[0]) == list(law.ppf(LEVELS))


def test_large_counts_take_gamma_quantiles_within_two_percent() -> None:
    mean, variance = 4000.0, 250_000.0
    made = quantiles(np.array([mean]), np.array([variance]), np.array([0], dtype=np.int8))[0]
    size = mean**2 / (variance - mean)
    np.testing.assert_allclose(made, stats.nbinom(size, size / (size + mean)).ppf(LEVELS), rtol=0.02)


def test_the_laws_score_is_the_score_of_its_quantiles() -> None:
    mean, variance, kind = np.array([2.0, 300.0]), np.array([5.0, 900.0]), np.array([0, 2], dtype=np.int8)
    y = np.array([4.0, 250.0])
    np.testing.assert_allclose(law_wis(y, mean, variance, kind), wis(y, quantiles(mean, variance, kind)))


def test_coverage_and_scaled_error() -> None:
    q = np.tile(np.arange(23.0), (2, 1))
    assert list(is_covered(np.array([1.0, 22.0]), q)) == [1.0, 0.0]
    history = np.array([[1.0, 3.0, 2.0, 5.0]])
    assert absolute_scaled_error(np.array([[6.0]]), np.array([[4.0]]), history, 2)[0, 0] == pytest.approx(2 / 1.5)
