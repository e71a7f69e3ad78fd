"""What each series would count without an outbreak, learned from its past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from brain.detect import glm
from brain.detect.design import Design
from brain.detect.judgement import Floats
from brain.detect.levels import Levels, drawn_in, follow, truncation
from brain.detect.parallel import over_series
from brain.detect.zeros import without_structural_zeros

_ROUNDS = 3
_DRAWS = 4
_MAX_LOG = 30.0
UNKNOWN_DISPERSION = 1e6
"""Where to begin: nothing is far out."""


@dataclass
class Baseline:
    """A fitted regression and where it stands now: coefficients [series × p], covariance [series × p × p]."""

    beta: Floats
    covariance: Floats
    levels: Levels
    zero_share: Floats
    """Chance of a structural zero; the regression speaks of the other steps."""

    def mean(self, columns: Floats) -> Floats:
        """Mean [series × steps] by the regression alone."""
        return _mean(self.beta, columns)

    def predict(self, columns: Floats) -> tuple[Floats, Floats]:
        """Mean [series × steps] and its variance on the log scale."""
        mean = _mean(self.beta, columns) * self.levels.level[:, None]
        variance = np.einsum("kp,spq,kq->sk", columns, self.covariance, columns, optimize=True)
        return mean, np.clip(variance + self.levels.variance[:, None], 0, 1)


def fit_baseline(counts: Floats, design: Design, freq: str, lag: int, start: Floats | None) -> Baseline:
    """Baseline at the end of ``counts`` ([series × steps], NaN: missing), for steps up to ``lag`` ahead.

    ``start``: coefficients of an earlier fit to begin from.
    """
    columns = design.columns[: counts.shape[1]]
    products = glm.pair_products(columns)
    is_first = start is None
    prior = design.prior((~np.isnan(counts)).sum(axis=1))
    beta = glm.initial(counts, columns.shape[1]) if start is None else start
    phi = np.full(len(counts), UNKNOWN_DISPERSION)
    drawn, phi = (counts, phi) if is_first else draw_in(counts, _mean(beta, columns), phi, columns.shape[1])
    for _ in range(_ROUNDS if is_first else 1):
        beta, covariance = glm.fit(drawn, columns, products, prior, beta, 12 if is_first else 2)
        drawn, phi = draw_in(counts, _mean(beta, columns), phi, columns.shape[1])
    regular, zero_share = without_structural_zeros(counts, _mean(beta, columns), phi)
    if zero_share.any():
        rows = zero_share > 0
        again = draw_in(regular[rows], _mean(beta[rows], columns), phi[rows], columns.shape[1])[0]
        beta[rows], covariance[rows] = glm.fit(again, columns, products, prior[rows], beta[rows], 4)
        unknown = np.full(rows.sum(), UNKNOWN_DISPERSION)
        phi[rows] = draw_in(regular[rows], _mean(beta[rows], columns), unknown, columns.shape[1])[1]
    covariance *= phi[:, None, None]
    levels = follow_in_parts(regular, _mean(beta, columns), lag, freq, phi, columns.shape[1])
    return Baseline(beta, covariance, levels, zero_share)


def _mean(beta: Floats, columns: Floats) -> Floats:
    mean: Floats = np.exp(np.clip(beta @ columns.T, -_MAX_LOG, _MAX_LOG))
    return mean


def follow_in_parts(counts: Floats, mean: Floats, lag: int, freq: str, phi: Floats, n_parameters: int) -> Levels:
    """:func:`.levels.follow`, on all cores."""
    found = Levels(*(np.empty(len(counts)) for _ in range(3)))

    def work(rows: slice) -> None:
        part = follow(counts[rows], mean[rows], lag, freq, phi[rows], n_parameters)
        found.level[rows], found.variance[rows], found.phi[rows] = part.level, part.variance, part.phi

    over_series(work, len(counts))
    return found


def draw_in(counts: Floats, mean: Floats, phi: Floats, n_parameters: int) -> tuple[Floats, Floats]:
    """Counts with the far ones drawn in, and the dispersion of what results."""
    drawn, ratio = np.full_like(counts, np.nan), phi.copy()

    def work(rows: slice) -> None:
        _draw(counts[rows], mean[rows], n_parameters, drawn[rows], ratio[rows])

    over_series(work, len(counts))
    return drawn, ratio


@njit(cache=True, nogil=True)
def _draw(counts, mean, n_parameters, drawn, phi):  # type: ignore[no-untyped-def]
    for s in range(counts.shape[0]):
        ratio = phi[s]
        for _ in range(_DRAWS):
            squares, steps, total = 0.0, 0, 0.0
            for t in range(counts.shape[1]):
                if np.isnan(counts[s, t]):
                    continue
                y = drawn_in(counts[s, t], mean[s, t], ratio)
                squares += (y - mean[s, t]) ** 2 / max(mean[s, t], 1e-9)
                steps += 1
                total += mean[s, t]
            ratio = max(truncation(total / max(steps, 1), ratio) * squares / max(steps - n_parameters, 10), 1.0)
        for t in range(counts.shape[1]):
            if not np.isnan(counts[s, t]):
                drawn[s, t] = drawn_in(counts[s, t], mean[s, t], ratio)
        phi[s] = ratio
