"""The hub's own method: a regression over the whole history, and evidence gathered over the last steps.

Every step is judged from the counts before it and itself. The expected counts of the last steps come from a robust
quasi-Poisson regression on the earlier ones (:mod:`.design`, :mod:`.glm`), whose level is followed where it moves
(:mod:`.levels`); :mod:`.evidence` turns the last counts into one p-value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from brain.detect import negbin
from brain.detect.baseline import fit_baseline
from brain.detect.design import NO_SEASONS, Design, Holidays, Seasons, calendar_design
from brain.detect.evidence import MEMORY, common_error, mid_score, needed_score, p_values
from brain.detect.judgement import Floats, Judgement, blank_judgement
from brain.detect.parallel import over_series
from brain.detect.reporting import completed, thinned

GUARD = {"W": 2, "D": 7}
"""The steps just before the judged one that the regression does not learn from: an outbreak may have begun."""
REFIT_EVERY = {"W": 1, "D": 7}
MIN_HISTORY = {"W": 16, "D": 42}
CHUNK = 2048


def judge(
    counts: Floats,
    days: NDArray[np.datetime64],
    freq: str,
    first: int,
    alpha: float,
    holidays: Holidays = None,
    reported: Floats | None = None,
    seasons: Seasons = NO_SEASONS,
) -> Judgement:
    """Judges the columns of ``counts`` ([series × steps], NaN: missing) from ``first`` on; steps begin on ``days``.

    ``reported``: share of each step's cases that has come in yet, of the shape of ``counts`` (None: all).
    """
    design = calendar_design(days, freq, holidays, seasons)
    result = blank_judgement(counts)
    shares = np.ones_like(counts) if reported is None else reported

    def work(rows: slice) -> None:
        _judge_chunk(counts[rows], shares[rows], design, freq, first, alpha, result.rows(rows))

    over_series(work, len(counts), CHUNK)
    return result


def origins(first: int, n_steps: int, freq: str) -> range:
    """Columns at which the regression is fitted again so as to judge the columns from ``first`` on."""
    stride = REFIT_EVERY[freq]
    least = -(-max(MIN_HISTORY[freq], len(MEMORY[freq])) // stride) * stride
    return range(max(first - first % stride, least), n_steps, stride)


def _judge_chunk(
    counts: Floats, reported: Floats, design: Design, freq: str, first: int, alpha: float, result: Judgement
) -> None:
    learned = completed(counts, reported)
    begun = (~np.isnan(learned)).cumsum(axis=1)
    start: Floats | None = None
    for origin in origins(first, counts.shape[1], freq):
        ready = begun[:, origin] >= MIN_HISTORY[freq]
        if not ready.any():
            continue
        end = origin - GUARD[freq] + 1
        baseline = fit_baseline(learned[:, :end], design, freq, GUARD[freq], start)
        start = baseline.beta
        steps = range(max(origin, first), min(origin + REFIT_EVERY[freq], counts.shape[1]))
        block = slice(steps.start - len(MEMORY[freq]), steps.stop)
        mean, variance = baseline.predict(design.columns[block])
        phi = baseline.levels.phi[:, None] + mean * variance * common_error(freq)
        mean, phi = thinned(mean, phi, reported[:, block])
        weigh(counts, steps, mean, phi, baseline.zero_share, freq, alpha, ready, result)


def weigh(
    counts: Floats,
    steps: range,
    mean: Floats,
    phi: Floats,
    zero_share: Floats,
    freq: str,
    alpha: float,
    ready: NDArray[np.bool_],
    result: Judgement,
) -> None:
    """Writes the judgement of ``steps`` for the ``ready`` series.

    ``mean`` and ``phi`` [series × steps] begin as many steps earlier as the memory reaches back.
    """
    reach = len(MEMORY[freq])
    given = counts[:, steps.start - reach : steps.stop]
    score, known = mid_score(given, mean, phi, zero_share[:, None]), ~np.isnan(given)
    for step in steps:
        window = slice(step - steps.start, step - steps.start + reach + 1)
        judged = ready & ~np.isnan(counts[:, step])
        scored, expected, ratio = (values[judged, window] for values in (score, mean, phi))
        p_value = p_values(scored, expected, ratio, zero_share[judged], known[judged, window], freq)
        count, is_alarm, regular = counts[judged, step], p_value < alpha, 1 - zero_share[judged]
        chance = np.minimum(ndtr(-needed_score(scored, freq, alpha)) / regular, 0.5)
        limit = negbin.near_quantile(chance, expected[:, -1], ratio[:, -1])
        result.expected[judged, step] = regular * expected[:, -1]
        result.p_value[judged, step] = p_value
        result.threshold[judged, step] = np.where(is_alarm, np.minimum(limit, count - 1), np.maximum(limit, count))
        result.is_alarm[judged, step] = is_alarm
