"""Averaged structured perceptron with cost-augmented decoding, compiled (Collins 2002; Taskar et al. 2005)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from privacy.names.compiled import compiled
from privacy.names.decode import (
    BEGIN,
    END,
    INSIDE,
    MAX_FEATURES,
    N_LABELS,
    OUT,
    SINGLE,
    allowed_transitions,
    best_labels,
)
from privacy.names.features import N_BUCKETS, PAD, Gazetteer, classes, features, padded
from privacy.names.segments import Segments, segments
from privacy.names.units import BREAK, Units, cut
from privacy.normalise import normalise
from privacy.train.sources import Marked

MISS_COST, FALSE_COST = 20.0, 10.0
DROPOUT = 0.25


class Corpus(NamedTuple):
    """Padded units of all sentences with their gold labels."""

    units: Units
    cls: npt.NDArray[np.uint8]
    words: Segments
    labels: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.int64]
    """(n, 2) first and last+1 unit of each sentence."""


def corpus_of(sentences: list[Marked], gazetteer: Gazetteer) -> Corpus:
    """Units and gold labels of sentences."""
    texts = normalise([sentence.text for sentence in sentences])
    units = padded(cut(texts.points))
    inside = np.zeros(len(texts.joined) + 1, np.int32)
    number = 0
    for sentence, offset in zip(sentences, texts.original_starts.tolist(), strict=False):
        for start, end in sentence.names:
            number += 1
            inside[offset + start : offset + end] = number
    labels = gold_labels(units, inside[texts.origin])
    breaks = np.flatnonzero(units.kind == BREAK)
    first, last = breaks[:-1] + 1, breaks[1:]
    bounds = np.stack([first, last], axis=1)[last > first]
    return Corpus(units, classes(texts.points, units, gazetteer), segments(units, gazetteer.lexicon), labels, bounds)


@compiled
def gold_labels(units: Units, inside: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """BIOES labels from the number of the name that each plain position lies in."""
    n = len(units.kind)
    out = np.zeros(n, np.uint8)
    for i in range(PAD, n - PAD):
        here = inside[units.start[i]] if units.kind[i] != BREAK else 0
        if here == 0:
            continue
        before = inside[units.start[i - 1]] if units.kind[i - 1] != BREAK else 0
        after = inside[units.start[i + 1]] if units.kind[i + 1] != BREAK else 0
        if before == here:
            out[i] = INSIDE if after == here else END
        else:
            out[i] = BEGIN if after == here else SINGLE
    return out


@compiled
def thinned(buckets: npt.NDArray[np.int32], n: int, dropout: float) -> int:
    """Drops each feature with probability ``dropout``; those kept move to the front, their number is returned."""
    kept = 0
    for f in range(n):
        if np.random.random() >= dropout:
            buckets[kept] = buckets[f]
            kept += 1
    return kept


@compiled
def seed_dropout(seed: int) -> None:
    """Seeds the compiled generator."""
    np.random.seed(seed)


@compiled
def epoch(
    corpus: Corpus,
    order: npt.NDArray[np.int64],
    step: int,
    weights: npt.NDArray[np.float32],
    sums: npt.NDArray[np.float32],
    transitions: npt.NDArray[np.float32],
    transition_sums: npt.NDArray[np.float32],
    allowed: npt.NDArray[np.float32],
    dropout: float,
) -> tuple[int, int]:
    """One pass; returns the next step and the number of sentences with a mistake. Updates in place."""
    longest = 0
    for k in range(len(corpus.bounds)):
        longest = max(longest, corpus.bounds[k, 1] - corpus.bounds[k, 0])
    emissions = np.empty((longest, N_LABELS), np.float32)
    guess, scratch = np.empty(longest, np.uint8), np.empty((longest, N_LABELS), np.uint8)
    buckets, counts = np.empty((longest, MAX_FEATURES), np.int32), np.empty(longest, np.int32)
    n_wrong = 0
    for k in order:
        first, last = corpus.bounds[k]
        n = last - first
        for i in range(n):
            n_all = features(first + i, corpus.units, corpus.cls, corpus.words, buckets[i])
            counts[i] = thinned(buckets[i], n_all, dropout)
            gold = corpus.labels[first + i]
            for j in range(N_LABELS):
                score = np.float32(0 if j == gold else FALSE_COST if gold == OUT else MISS_COST if j == OUT else 1.0)
                for f in range(counts[i]):
                    score += weights[buckets[i, f], j]
                emissions[i, j] = score
        best_labels(emissions[:n], transitions + allowed, guess[:n], scratch[:n])
        step += 1
        is_wrong = False
        for i in range(n):
            gold, said = corpus.labels[first + i], guess[i]
            if gold != said:
                is_wrong = True
                for f in range(counts[i]):
                    weights[buckets[i, f], gold] += 1
                    weights[buckets[i, f], said] -= 1
                    sums[buckets[i, f], gold] += step
                    sums[buckets[i, f], said] -= step
            if i > 0 and (gold != said or corpus.labels[first + i - 1] != guess[i - 1]):
                transitions[corpus.labels[first + i - 1], gold] += 1
                transitions[guess[i - 1], said] -= 1
                transition_sums[corpus.labels[first + i - 1], gold] += step
                transition_sums[guess[i - 1], said] -= step
        n_wrong += is_wrong
    return step, n_wrong


def train(corpus: Corpus, n_epochs: int, seed: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Averaged weights (buckets, 5) and transitions (5, 5), forbidden ones included."""
    weights = np.zeros((N_BUCKETS, N_LABELS), np.float32)
    sums = np.zeros_like(weights)
    transitions, transition_sums = np.zeros((2, N_LABELS, N_LABELS), np.float32)
    allowed = allowed_transitions()
    rng = np.random.default_rng(seed)
    seed_dropout(seed)
    step = 1
    for _ in range(n_epochs):
        order = rng.permutation(len(corpus.bounds))
        step, _ = epoch(corpus, order, step, weights, sums, transitions, transition_sums, allowed, DROPOUT)
    averaged = transitions - transition_sums / np.float32(step) + allowed
    return weights - sums / np.float32(step), averaged.astype(np.float32)


def quantised(weights: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int8], float]:
    """Weights as int8 steps of a scale; the few beyond it are clipped."""
    limit = float(np.quantile(np.abs(weights[weights != 0]), 0.9995))
    scale = limit / 127
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale
