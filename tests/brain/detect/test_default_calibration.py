"""The share of alarms where nothing happens, and the exactness of the p-value behind it."""

import numpy as np
import pytest

from bench.detect.noufaily import negative_binomial
from brain.detect import default, evidence

WEEKS = np.datetime64("2014-01-06") + 7 * np.arange(330)


@pytest.mark.parametrize(("mean", "phi"), [(0.5, 1.3), (4.0, 1.0), (40.0, 3.0)])
def test_false_alarms_are_as_many_as_asked_for(mean: float, phi: float) -> None:
    rng = np.random.default_rng(8)
    season = np.exp(0.4 * np.cos(2 * np.pi * np.arange(330) / 52))
    counts = negative_binomial(rng, mean * season * np.ones((600, 1)), np.array([[phi]]))
    p_value = default.judge(counts, WEEKS, "W", 320, 0.01).p_value[:, 320:]
    assert 0.006 < (p_value < 0.01).mean() < 0.014
    assert 0.038 < (p_value < 0.05).mean() < 0.062


def test_the_p_value_is_the_chance_of_as_much_evidence() -> None:
    rng = np.random.default_rng(9)
    mean, phi, no_zeros = np.full((40_000, 4), 0.8), np.full((40_000, 4), 1.5), np.zeros(40_000)
    score = evidence.mid_score(negative_binomial(rng, mean, phi), mean, phi, no_zeros[:, None])
    p_value = evidence.p_values(score, mean, phi, no_zeros, np.ones(mean.shape, bool), "W")
    for level in (0.01, 0.03):
        assert (p_value < level).mean() == pytest.approx(level, rel=0.2)
