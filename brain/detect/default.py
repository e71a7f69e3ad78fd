"""The hub's own method: a regression over the whole history, and evidence gathered over the last steps.

Every step is judged from the counts before it and itself. The expected counts of the last steps come from a robust
quasi-Poisson regression on the earlier ones (:mod:`.design`, :mod:`.glm`), whose level is followed where it moves
(:mod:`.levels`); :mod:`.evidence` turns the last counts into one p-value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from brain.detect import negbin
from brain.detect.baseline import Baseline, fit_baseline
from brain.detect.design import Design, Holidays, calendar_design
from brain.detect.evidence import MEMORY, p_values
from brain.detect.judgement import Floats, Judgement

GUARD = {"W": 2, "D": 7}
"""The steps just before the judged one that the regression does not learn from: an outbreak may have begun."""
REFIT_EVERY = {"W": 1, "D": 7}
MIN_HISTORY = {"W": 16, "D": 42}
CHUNK = 2048


def judge(
    counts: Floats, days: NDArray[np.datetime64], freq: str, first: int, alpha: float, holidays: Holidays = None
) -> Judgement:
    """Judges the columns of ``counts`` ([series × steps], NaN: missing) from ``first`` on; steps begin on ``days``."""
    design = calendar_design(days, freq, holidays)
    shape = counts.shape
    result = Judgement(counts, *(np.full(shape, np.nan) for _ in range(3)), np.zeros(shape, bool))
    for start in range(0, len(counts), CHUNK):
        rows = slice(start, start + CHUNK)
        parts = (result.expected[rows], result.threshold[rows], result.p_value[rows])
        _judge_chunk(counts[rows], design, freq, first, alpha, Judgement(counts[rows], *parts, result.is_alarm[rows]))
    return result


def _judge_chunk(counts: Floats, design: Design, freq: str, first: int, alpha: float, result: Judgement) -> None:
    stride, n_steps = REFIT_EVERY[freq], counts.shape[1]
    begun = (~np.isnan(counts)).cumsum(axis=1)
    start: Floats | None = None
    for origin in range(first - first % stride, n_steps, stride):
        ready = begun[:, origin] >= MIN_HISTORY[freq]
        if not ready.any():
            continue
        end = origin - GUARD[freq] + 1
        baseline = fit_baseline(counts[:, :end], design, freq, GUARD[freq], start)
        start = baseline.beta
        for step in range(max(origin, first), min(origin + stride, n_steps)):
            _judge_step(counts, design, freq, step, alpha, baseline, ready & ~np.isnan(counts[:, step]), result)


def _judge_step(
    counts: Floats,
    design: Design,
    freq: str,
    step: int,
    alpha: float,
    baseline: Baseline,
    ready: NDArray[np.bool_],
    result: Judgement,
) -> None:
    window = slice(step - len(MEMORY[freq]), step + 1)
    mean, variance = baseline.predict(design.columns[window])
    phi = baseline.levels.phi[:, None] + mean * variance
    no_zeros = np.zeros((len(counts), 1))
    result.expected[ready, step] = mean[ready, -1]
    result.p_value[ready, step] = p_values(counts[:, window], mean, phi, no_zeros, freq)[ready]
    result.threshold[ready, step] = negbin.quantile(1 - alpha, mean[:, -1], phi[:, -1])[ready]
    result.is_alarm[ready, step] = result.p_value[ready, step] < alpha
