"""False-discovery control (Benjamini & Hochberg 1995, *J. R. Statist. Soc. B* 57:289)."""

from __future__ import annotations

import numpy as np

from brain.detect.judgement import Floats


def q_values(p_values: Floats) -> Floats:
    """q-value of each p-value of one family; NaN p-values are no part of it and stay NaN."""
    q = np.full(p_values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    scaled = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
