"""What each series would count without an outbreak, learned from its past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from brain.detect import glm
from brain.detect.design import Design
from brain.detect.judgement import Floats
from brain.detect.levels import Levels, drawn_in, follow
from brain.detect.parallel import over_series

_ROUNDS = 3
_MAX_LOG = 30.0
_TRUNCATION = 1.02
"""Makes good what drawing in the far counts takes from the dispersion (normal case)."""


@dataclass
class Baseline:
    """A fitted regression and where it stands now: coefficients [series × p], covariance [series × p × p]."""

    beta: Floats
    covariance: Floats
    levels: Levels

    def predict(self, columns: Floats) -> tuple[Floats, Floats]:
        """Mean [series × steps] and its variance on the log scale."""
        mean = _mean(self.beta, columns) * self.levels.level[:, None]
        variance = np.einsum("kp,spq,kq->sk", columns, self.covariance, columns, optimize=True)
        return mean, np.clip(variance + self.levels.variance[:, None], 0, 1)


def fit_baseline(counts: Floats, design: Design, freq: str, lag: int, start: Floats | None) -> Baseline:
    """Baseline at the end of ``counts`` ([series × steps], NaN: missing), for steps up to ``lag`` ahead.

    ``start``: coefficients of an earlier fit to begin from.
    """
    known = (~np.isnan(counts)).astype(np.float64)
    columns = design.columns[: counts.shape[1]]
    products = glm.pair_products(columns)
    filled = np.nan_to_num(counts)
    beta = glm.initial(filled, known, columns.shape[1]) if start is None else start
    phi, drawn = np.ones(len(counts)), filled
    if start is not None:
        drawn, phi = _drawn_in(counts, _mean(beta, columns), phi, columns.shape[1])
    for _ in range(_ROUNDS if start is None else 1):
        beta, covariance = glm.fit(drawn, known, columns, products, design.precision, beta, 12 if start is None else 2)
        mean = _mean(beta, columns)
        drawn, phi = _drawn_in(counts, mean, phi, columns.shape[1])
    covariance *= phi[:, None, None]
    return Baseline(beta, covariance, _follow(counts, mean, lag, freq, phi))


def _mean(beta: Floats, columns: Floats) -> Floats:
    mean: Floats = np.exp(np.clip(beta @ columns.T, -_MAX_LOG, _MAX_LOG))
    return mean


def _follow(counts: Floats, mean: Floats, lag: int, freq: str, phi: Floats) -> Levels:
    found = Levels(*(np.empty(len(counts)) for _ in range(3)))

    def work(rows: slice) -> None:
        part = follow(counts[rows], mean[rows], lag, freq, phi[rows])
        found.level[rows], found.variance[rows], found.phi[rows] = part.level, part.variance, part.phi

    over_series(work, len(counts))
    return found


def _drawn_in(counts: Floats, mean: Floats, phi: Floats, n_parameters: int) -> tuple[Floats, Floats]:
    """Counts with the far ones drawn in (missing: 0), and the dispersion of what results."""
    drawn, ratio = np.zeros_like(counts), phi.copy()

    def work(rows: slice) -> None:
        _draw(counts[rows], mean[rows], n_parameters, drawn[rows], ratio[rows])

    over_series(work, len(counts))
    return drawn, ratio


@njit(cache=True, nogil=True)
def _draw(counts, mean, n_parameters, drawn, phi):  # type: ignore[no-untyped-def]
    for s in range(counts.shape[0]):
        ratio = phi[s]
        for _ in range(3):
            squares, steps = 0.0, 0
            for t in range(counts.shape[1]):
                if np.isnan(counts[s, t]):
                    continue
                y = drawn_in(counts[s, t], mean[s, t], ratio)
                squares += (y - mean[s, t]) ** 2 / max(mean[s, t], 1e-9)
                steps += 1
            ratio = max(_TRUNCATION * squares / max(steps - n_parameters, 10), 1.0)
        for t in range(counts.shape[1]):
            if not np.isnan(counts[s, t]):
                drawn[s, t] = drawn_in(counts[s, t], mean[s, t], ratio)
        phi[s] = ratio
