"""Spans of personal data in texts, and how overlapping ones become one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from privacy.normalise import NormalisedTexts

SCHEMA = pa.schema(
    [("text", pa.int32()), ("start", pa.int32()), ("end", pa.int32()), ("entity", pa.string()), ("score", pa.float32())]
)
"""Index of the text; start and end (exclusive) in code points of the original text."""


@dataclass(frozen=True)
class Spans:
    """Parallel arrays, one entry a span: plain positions of the batch, index of the entity, score."""

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    entities: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]

    @classmethod
    def joined(cls, *parts: Spans) -> Spans:
        """All spans of ``parts``."""
        return cls(
            np.concatenate([part.starts for part in parts]),
            np.concatenate([part.ends for part in parts]),
            np.concatenate([part.entities for part in parts]),
            np.concatenate([part.scores for part in parts]),
        )

    def united(self) -> Spans:
        """Overlapping spans as one that covers them all, named after the surest, then the longest, of them."""
        if not len(self.starts):
            return self
        order = np.lexsort((self.ends, self.starts))
        starts, ends = self.starts[order], self.ends[order]
        reach = np.maximum.accumulate(ends)
        is_first = np.concatenate(([True], starts[1:] >= reach[:-1]))
        group = np.cumsum(is_first) - 1
        firsts = np.flatnonzero(is_first)
        lasts = np.concatenate((firsts[1:], [len(starts)])) - 1
        ranked = np.lexsort((starts - ends, -self.scores[order], group))
        best = order[ranked[np.searchsorted(group[ranked], np.arange(len(firsts)))]]
        return Spans(starts[firsts], reach[lasts], self.entities[best], self.scores[best])


def to_table(spans: Spans, texts: NormalisedTexts, names: tuple[str, ...], first_text: int) -> pa.Table:
    """Spans as a table in positions of each original; ``names``: of the entities; texts count from ``first_text``."""
    owner = texts.text_of(spans.starts)
    offset = texts.original_starts[owner]
    entities = pa.DictionaryArray.from_arrays(pa.array(spans.entities, pa.int32()), pa.array(names)).cast(pa.string())
    columns = [
        pa.array(owner + np.int32(first_text), pa.int32()),
        pa.array(texts.origin[spans.starts] - offset, pa.int32()),
        pa.array(original_ends(spans.ends, texts) - offset, pa.int32()),
        entities,
        pa.array(spans.scores, pa.float32()),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def original_ends(ends: npt.NDArray[np.int64], texts: NormalisedTexts) -> npt.NDArray[np.int32]:
    """Where spans end in the originals: marks and invisible characters that follow belong to the span."""
    return np.maximum(texts.origin[ends], texts.origin[ends - 1] + 1)


def replace_spans(texts: list[str], spans: pa.Table) -> list[str]:
    """Each text with its spans (sorted, disjoint) replaced by ``<ENTITY>``."""
    owner = spans["text"].to_numpy()
    starts, ends = spans["start"].to_numpy().tolist(), spans["end"].to_numpy().tolist()
    entities = spans["entity"].to_pylist()
    masked = list(texts)
    edges = np.flatnonzero(np.diff(owner, prepend=-1, append=-1)).tolist() if len(owner) else [0]
    for first, last in pairwise(edges):
        index = int(owner[first])
        text, pieces, position = texts[index], [], 0
        for place in range(first, last):
            pieces += [text[position : starts[place]], "<", entities[place], ">"]
            position = ends[place]
        pieces.append(text[position:])
        masked[index] = "".join(pieces)
    return masked
