"""Viterbi decoding of BIOES labels over hashed linear scores, compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from privacy.names.compiled import compiled
from privacy.names.features import PAD, features
from privacy.names.segments import Segments
from privacy.names.units import BREAK, Units

OUT, BEGIN, INSIDE, END, SINGLE = range(5)
N_LABELS = 5
MAX_FEATURES = 48
FORBIDDEN = -1e9

Floats = npt.NDArray[np.float32]


def allowed_transitions() -> Floats:
    """0 where label j may follow label i, a forbidding score elsewhere; shape (5, 5)."""
    table = np.full((N_LABELS, N_LABELS), FORBIDDEN, dtype=np.float32)
    for before in (OUT, END, SINGLE):
        table[before, [OUT, BEGIN, SINGLE]] = 0
    for before in (BEGIN, INSIDE):
        table[before, [INSIDE, END]] = 0
    return table


@compiled
def best_labels(
    emissions: Floats, transitions: Floats, labels: npt.NDArray[np.uint8], scratch: npt.NDArray[np.uint8]
) -> None:
    """Viterbi over one text: writes ``labels`` (n); ``emissions`` (n, 5); ``scratch`` (n, 5) holds back pointers."""
    n = len(emissions)
    score, following = np.empty(N_LABELS, np.float32), np.empty(N_LABELS, np.float32)
    for j in range(N_LABELS):
        score[j] = emissions[0, j] + (FORBIDDEN if j in (INSIDE, END) else 0.0)
    for i in range(1, n):
        for j in range(N_LABELS):
            best, back = np.float32(-3e9), 0
            for k in range(N_LABELS):
                value = score[k] + transitions[k, j]
                if value > best:
                    best, back = value, k
            following[j] = best + emissions[i, j]
            scratch[i, j] = back
        score[:] = following
    label, best = OUT, np.float32(-3e9)
    for j in (OUT, END, SINGLE):
        if score[j] > best:
            best, label = score[j], j
    for i in range(n - 1, -1, -1):
        labels[i] = label
        label = scratch[i, label]


@compiled
def tag(
    units: Units,
    cls: npt.NDArray[np.uint8],
    words: Segments,
    weights: npt.NDArray[np.int8],
    scale: float,
    transitions: Floats,
    bias: Floats,
) -> npt.NDArray[np.uint8]:
    """Labels of padded units; ``bias`` (one a kind of unit) is taken from the score of OUT: more units become names."""
    n = len(units.kind)
    labels = np.zeros(n, np.uint8)
    emissions = np.zeros((n, N_LABELS), np.float32)
    scratch = np.empty((n, N_LABELS), np.uint8)
    buckets = np.empty(MAX_FEATURES, np.int32)
    first = PAD
    for i in range(PAD, n):
        if units.kind[i] == BREAK:
            if i > first:
                best_labels(emissions[first:i], transitions, labels[first:i], scratch[first:i])
            first = i + 1
            continue
        count = features(i, units, cls, words, buckets)
        s0, s1, s2, s3, s4 = 0, 0, 0, 0, 0
        for k in range(count):
            row = weights[buckets[k]]
            s0 += row[0]
            s1 += row[1]
            s2 += row[2]
            s3 += row[3]
            s4 += row[4]
        emissions[i, 0] = s0 * scale - bias[units.kind[i]]
        emissions[i, 1], emissions[i, 2], emissions[i, 3], emissions[i, 4] = (
            s1 * scale,
            s2 * scale,
            s3 * scale,
            s4 * scale,
        )
    return labels


@compiled
def name_spans(units: Units, labels: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    """(n, 2) plain start and end of every name."""
    out = np.empty((len(labels), 2), np.int32)
    count, start = 0, 0
    for i in range(len(labels)):
        if labels[i] == BEGIN or labels[i] == SINGLE:
            start = units.start[i]
        if labels[i] == END or labels[i] == SINGLE:
            out[count, 0], out[count, 1] = start, units.end[i]
            count += 1
    return out[:count]
