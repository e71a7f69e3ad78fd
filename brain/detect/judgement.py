"""What a detection method says about every step of every series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judgement:
    """Arrays [series × steps]; NaN (and no alarm) where the past is too short to judge."""

    observed: Floats
    expected: Floats
    threshold: Floats
    """An observed count above it raises an alarm by itself."""
    p_value: Floats
    is_alarm: NDArray[np.bool_]

    def rows(self, rows: slice) -> Judgement:
        """Views of some series."""
        return Judgement(
            self.observed[rows], self.expected[rows], self.threshold[rows], self.p_value[rows], self.is_alarm[rows]
        )

    def steps(self, steps: slice) -> Judgement:
        """Views of some steps."""
        parts = (self.observed, self.expected, self.threshold, self.p_value)
        observed, expected, threshold, p_value = (part[:, steps] for part in parts)
        return Judgement(observed, expected, threshold, p_value, self.is_alarm[:, steps])


def blank_judgement(counts: Floats) -> Judgement:
    """Nothing judged yet."""
    expected, threshold, p_value = (np.full(counts.shape, np.nan) for _ in range(3))
    return Judgement(counts, expected, threshold, p_value, np.zeros(counts.shape, bool))
