"""The engine: many texts in, spans of personal data out. Both doors, batch path and Presidio façade, lead here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pyarrow as pa

from privacy.errors import MaskingError
from privacy.names.tagger import NameTagger
from privacy.normalise import NormalisedTexts, normalise
from privacy.prefilter import Prefilter, best_prefilter
from privacy.registry import PERSON, Registry, default_registry
from privacy.spans import Spans, replace_spans, to_table

NAME_SCORE = 0.6
LANGUAGES = ("auto", "zh", "en")
BLOCK_CHARACTERS = 2_000_000
"""Texts are worked through in blocks of about this many code points, which bounds memory."""


class Engine:
    """Detects personal data. Immutable after construction; safe to build in any process."""

    def __init__(
        self, registry: Registry, prefilter: Prefilter | None = None, tagger: NameTagger | None = None
    ) -> None:
        self.registry = registry
        self._prefilter = prefilter or best_prefilter(registry.patterns)
        self._tagger = tagger or NameTagger.load()

    def detect(self, texts: Sequence[str | None] | pa.Array, lang: str = "auto", recall_bias: float = 0.0) -> pa.Table:
        """Spans (:data:`privacy.spans.SCHEMA`) of ``texts``, sorted, disjoint, in code points of each original.

        ``lang``: auto, zh or en. ``recall_bias``: see ``FeedContract.name_recall_bias``. Raises MaskingError on
        any failure: a caller can never mistake an unread text for a clean one.
        """
        if lang not in LANGUAGES:
            raise MaskingError(f"unknown language {lang!r}: use one of {', '.join(LANGUAGES)}")
        items = as_texts(texts)
        try:
            tables = [self._detect_block(items[first:last], first, lang, recall_bias) for first, last in blocks(items)]
        except Exception as error:
            raise MaskingError(f"masking failed on a batch of {len(items)} texts ({type(error).__name__})") from None
        return pa.concat_tables(tables)

    def mask_texts(
        self, texts: Sequence[str | None] | pa.Array, lang: str = "auto", recall_bias: float = 0.0
    ) -> tuple[list[str], pa.Table]:
        """The texts with every span replaced by ``<ENTITY>``, and the spans."""
        items = as_texts(texts)
        spans = self.detect(items, lang, recall_bias)
        return replace_spans(items, spans), spans

    def _detect_block(self, items: list[str], first: int, lang: str, recall_bias: float) -> pa.Table:
        texts = normalise(items)
        spans = self._spans(texts, lang, recall_bias).united()
        return to_table(spans, texts, self.registry.entities, first)

    def _spans(self, texts: NormalisedTexts, lang: str, recall_bias: float) -> Spans:
        pairs = self._prefilter.candidates(texts)
        matched = self.registry.match(texts, pairs[self.registry.speaks(lang)[pairs[:, 1]]])
        names = self._tagger.spans(texts.points, recall_bias).astype(np.int64)
        person = self.registry.entities.index(PERSON)
        tagged = Spans(names[:, 0], names[:, 1], np.full(len(names), person), np.full(len(names), NAME_SCORE))
        return Spans.joined(matched, tagged)


def as_texts(texts: Sequence[str | None] | pa.Array) -> list[str]:
    """Texts as a list; null becomes empty, bytes that are no UTF-8 become U+FFFD."""
    if not isinstance(texts, pa.Array | pa.ChunkedArray):
        return [text or "" for text in texts]
    try:
        return [text or "" for text in texts.to_pylist()]
    except UnicodeDecodeError:
        binary = texts.cast(pa.binary()) if pa.types.is_string(texts.type) else texts.cast(pa.large_binary())
        return [(raw or b"").decode("utf-8", errors="replace") for raw in binary.to_pylist()]


def blocks(texts: list[str]) -> list[tuple[int, int]]:
    """Ranges of texts of about :data:`BLOCK_CHARACTERS` code points; at least one range."""
    edges, size = [0], 0
    for index, text in enumerate(texts):
        size += len(text) + 1
        if size >= BLOCK_CHARACTERS:
            edges.append(index + 1)
            size = 0
    if edges[-1] != len(texts) or len(edges) == 1:
        edges.append(len(texts))
    return list(pairwise(edges))


@lru_cache(maxsize=1)
def default_engine() -> Engine:
    """The product's engine, built once a process."""
    return Engine(default_registry())
