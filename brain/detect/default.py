"""The hub's own method: a regression over the whole history, and evidence gathered over the last steps.

Every step is judged from the counts before it and itself: the expected counts of the last steps come from a robust
quasi-Poisson regression on the earlier ones, with the trend, season, weekday and holidays of :mod:`.design`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from brain.detect import glm, negbin
from brain.detect.design import Design, Holidays, calendar_design
from brain.detect.evidence import combined_p_value
from brain.detect.judgement import Floats, Judgement

GUARD = {"W": 2, "D": 7}
REFIT_EVERY = {"W": 1, "D": 7}
WINDOWS = {"W": (1, 2), "D": (1, 2, 3, 7)}
MIN_HISTORY = {"W": 16, "D": 42}
CHUNK = 2048
_OUTLIER = 2.58
_ROUNDS = 3


@dataclass
class Baseline:
    """A fitted regression: coefficients [series × p], their covariance, dispersion and down-weights."""

    beta: Floats
    covariance: Floats
    phi: Floats


def judge(
    counts: Floats, days: NDArray[np.datetime64], freq: str, first: int, alpha: float, holidays: Holidays = None
) -> Judgement:
    """Judges the steps from column ``first`` of ``counts`` ([series × steps], NaN: missing), which begin on ``days``."""
    design = calendar_design(days, freq, holidays)
    blank = [np.full(counts.shape, np.nan) for _ in range(3)]
    for start in range(0, len(counts), CHUNK):
        rows = slice(start, start + CHUNK)
        _judge_chunk(counts[rows], design, freq, first, alpha, *(part[rows] for part in blank))
    expected, threshold, p_value = blank
    with np.errstate(invalid="ignore"):
        return Judgement(counts, expected, threshold, p_value, p_value < alpha)


def _judge_chunk(
    counts: Floats,
    design: Design,
    freq: str,
    first: int,
    alpha: float,
    expected: Floats,
    threshold: Floats,
    p_value: Floats,
) -> None:
    stride, n_steps = REFIT_EVERY[freq], counts.shape[1]
    known = ~np.isnan(counts)
    filled = np.nan_to_num(counts)
    begun = known.cumsum(axis=1)
    start: Floats | None = None
    for origin in range(first - first % stride, n_steps, stride):
        if origin < MIN_HISTORY[freq]:
            continue
        end = max(origin - GUARD[freq] + 1, 1)
        baseline = fit_baseline(filled[:, :end], known[:, :end].astype(np.float64), design, start)
        start = baseline.beta
        longest = max(WINDOWS[freq])
        for step in range(max(origin, first), min(origin + stride, n_steps)):
            window = slice(max(step - longest + 1, 0), step + 1)
            mean, spread = predict(baseline, design.columns[window])
            p_window = combined_p_value(filled[:, window], mean * known[:, window], spread, baseline.phi, WINDOWS[freq])
            ready = known[:, step] & (begun[:, step] > MIN_HISTORY[freq])
            expected[ready, step] = mean[ready, -1]
            p_value[ready, step] = p_window[ready]
            single = baseline.phi + mean[:, -1] * spread[:, -1] ** 2
            threshold[ready, step] = negbin.quantile(1 - alpha, mean[:, -1], single)[ready]


def fit_baseline(counts: Floats, known: Floats, design: Design, start: Floats | None) -> Baseline:
    """Robust fit: counts far above their expectation (Anscombe residual over 2.58) lose weight as in Farrington."""
    columns = design.columns[: counts.shape[1]]
    products = glm.pair_products(columns)
    beta = glm.initial(counts, known, columns.shape[1]) if start is None else start
    iterations = 12 if start is None else 3
    weights = known
    phi = np.ones(len(counts))
    for _ in range(_ROUNDS if start is None else 2):
        beta, covariance = glm.fit(counts, weights, columns, products, design.precision, beta, iterations)
        mu = np.exp(np.clip(beta @ columns.T, -30, 30))
        phi = _dispersion(counts, mu, weights, columns.shape[1])
        weights = known * _outlier_weights(counts, mu, phi[:, None])
    phi = _dispersion(counts, mu, weights, columns.shape[1])
    return Baseline(beta, covariance * phi[:, None, None], phi)


def predict(baseline: Baseline, columns: Floats) -> tuple[Floats, Floats]:
    """Mean [series × steps] and its standard error on the log scale."""
    mean = np.exp(np.clip(baseline.beta @ columns.T, -30, 30))
    variance = np.einsum("kp,spq,kq->sk", columns, baseline.covariance, columns, optimize=True)
    return mean, np.sqrt(np.clip(variance, 0, 1))


def _dispersion(counts: Floats, mu: Floats, weights: Floats, n_parameters: int) -> Floats:
    pearson = (weights * (counts - mu) ** 2 / mu).sum(axis=1)
    freedom = np.maximum(weights.sum(axis=1) - n_parameters, 10)
    return np.maximum(pearson / freedom, 1.0)


def _outlier_weights(counts: Floats, mu: Floats, phi: Floats) -> Floats:
    residual = 1.5 * (np.cbrt(counts) ** 2 * mu ** (-1 / 6) - np.sqrt(mu)) / np.sqrt(phi)
    return (_OUTLIER / np.maximum(residual, _OUTLIER)) ** 2
