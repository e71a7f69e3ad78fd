"""Spans of personal data in texts, and how overlapping ones become one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from privacy.normalise import NormalisedTexts

SCHEMA = pa.schema(
    [("text", pa.int32()), ("start", pa.int32()), ("end", pa.int32()), ("entity", pa.string()), ("score", pa.float32())]
)
"""Index of the text; start and end (exclusive) in code points of the original text."""


class Span(NamedTuple):
    """``start`` and ``end`` count code points; which text they belong to, the context says."""

    start: int
    end: int
    entity: str
    score: float


def united(spans: Iterable[Span]) -> list[Span]:
    """Overlapping spans as one that covers them all, named after the surest, then the longest, of them."""
    merged: list[Span] = []
    best_length = 0
    for span in sorted(spans):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            best_length = span.end - span.start
            continue
        last = merged[-1]
        is_better = (span.score, span.end - span.start) > (last.score, best_length)
        named = span if is_better else last
        best_length = span.end - span.start if is_better else best_length
        merged[-1] = Span(last.start, max(last.end, span.end), named.entity, named.score)
    return merged


def to_table(spans: list[Span], texts: NormalisedTexts) -> pa.Table:
    """Spans in plain positions of the whole batch as a table in positions of each original text."""
    starts = np.fromiter((span.start for span in spans), dtype=np.int64, count=len(spans))
    ends = np.fromiter((span.end for span in spans), dtype=np.int64, count=len(spans))
    owner = texts.text_of(starts)
    offset = texts.original_starts[owner]
    columns = [
        pa.array(owner, pa.int32()),
        pa.array(texts.origin[starts] - offset, pa.int32()),
        pa.array(original_ends(ends, texts) - offset, pa.int32()),
        pa.array([span.entity for span in spans], pa.string()),
        pa.array([span.score for span in spans], pa.float32()),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def original_ends(ends: npt.NDArray[np.int64], texts: NormalisedTexts) -> npt.NDArray[np.int32]:
    """Where spans end in the originals: marks and invisible characters that follow belong to the span."""
    return np.maximum(texts.origin[ends], texts.origin[ends - 1] + 1)


def replace_spans(texts: list[str], spans: pa.Table) -> list[str]:
    """Each text with its spans (sorted, disjoint) replaced by ``<ENTITY>``."""
    owner = spans["text"].to_numpy()
    starts, ends, entities = spans["start"].to_pylist(), spans["end"].to_pylist(), spans["entity"].to_pylist()
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
