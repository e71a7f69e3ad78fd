"""Character recall of names and the share of clean characters masked."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from privacy.names.tagger import NameTagger
from privacy.normalise import normalise
from privacy.spans import original_ends
from privacy.train.sources import Marked


class Score(NamedTuple):
    """``recall``: of name characters; ``over``: of others, the share masked; ``leak``: of texts with names, those
    in which a character of one stays.
    """

    recall: float
    over: float
    leak: float
    n_texts: int


def score(sentences: list[Marked], tagger: NameTagger, recall_bias: float = 0.0) -> Score:
    """The tagger alone, without rules, on marked sentences."""
    texts = normalise([sentence.text for sentence in sentences])
    gold = np.zeros(len(texts.joined), np.bool_)
    owner = np.zeros(len(texts.joined), np.int64)
    for index, (sentence, offset) in enumerate(zip(sentences, texts.original_starts.tolist(), strict=False)):
        owner[offset:] = index
        for start, end in sentence.names:
            gold[offset + start : offset + end] = True
    said = np.zeros(len(gold), np.bool_)
    spans = tagger.spans(texts.points, recall_bias, with_repeats=False).astype(np.int64)
    for start, end in zip(texts.origin[spans[:, 0]], original_ends(spans[:, 1], texts), strict=True):
        said[start:end] = True
    blank = np.frombuffer(texts.joined.encode("utf-32-le", "surrogatepass"), "<u4") <= 32
    missed = gold & ~said & ~blank
    return Score(
        1 - missed.sum() / max(1, (gold & ~blank).sum()),
        (said & ~gold & ~blank).sum() / max(1, (~gold & ~blank).sum()),
        len(np.unique(owner[missed])) / max(1, sum(bool(s.names) for s in sentences)),
        len(sentences),
    )
