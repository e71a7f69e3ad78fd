"""Late reports: what of a step has come in yet, and what that means for its expected count.

The counts of the last days are thinned: each case has been reported with a known chance. A thinned negative binomial
of mean ``mu`` and dispersion ``phi`` is one of mean ``c mu`` and dispersion ``1 + c (phi - 1)``.
"""

from __future__ import annotations

import numpy as np

from brain.detect.judgement import Floats

LEARNED_SHARE = 0.9
LEAST_SHARE = 0.05


def completed(counts: Floats, reported: Floats) -> Floats:
    """Counts as if all had been reported; NaN (nothing to learn from) where less than nine tenths has."""
    scaled: Floats = np.where(reported >= LEARNED_SHARE, counts / reported, np.nan)
    return scaled


def thinned(mean: Floats, phi: Floats, reported: Floats) -> tuple[Floats, Floats]:
    """Mean and dispersion of what has been reported; the least share that is believed is a twentieth."""
    share = np.clip(reported, LEAST_SHARE, 1.0)
    return mean * share, 1 + share * (phi - 1)
