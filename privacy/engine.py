"""The engine: many texts in, spans of personal data out. Both doors, batch path and Presidio façade, lead here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa

from privacy.errors import MaskingError
from privacy.names.mentions import PERSON, repeats, with_titles
from privacy.names.tagger import NameTagger
from privacy.normalise import NormalisedTexts, normalise
from privacy.prefilter import Prefilter, best_prefilter
from privacy.registry import Registry, default_registry
from privacy.spans import Span, replace_spans, to_table, united

LANGUAGES = ("auto", "zh", "en")
BLOCK_CHARACTERS = 2_000_000
"""Texts are worked through in blocks of about this many code points, which bounds memory."""


class Engine:
    """Detects personal data. Immutable after construction; safe to build in any process."""

    def __init__(self, registry: Registry, prefilter: Prefilter | None = None, tagger: NameTagger | None = None) -> None:
        self.registry = registry
        self._prefilter = prefilter or best_prefilter(registry.patterns)
        self._tagger = tagger or NameTagger.load()

    def detect(self, texts: Sequence[str] | pa.Array, lang: str = "auto", recall_bias: float = 0.0) -> pa.Table:
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
        self, texts: Sequence[str] | pa.Array, lang: str = "auto", recall_bias: float = 0.0
    ) -> tuple[list[str], pa.Table]:
        """The texts with every span replaced by ``<ENTITY>``, and the spans."""
        items = as_texts(texts)
        spans = self.detect(items, lang, recall_bias)
        return replace_spans(items, spans), spans

    def _detect_block(self, items: list[str], first: int, lang: str, recall_bias: float) -> pa.Table:
        texts = normalise(items)
        table = to_table(united(self._spans(texts, recall_bias)), texts)
        shifted = pa.array(table["text"].to_numpy() + first, pa.int32())
        return table.set_column(0, "text", shifted)

    def _spans(self, texts: NormalisedTexts, recall_bias: float) -> list[Span]:
        matched = self.registry.match(texts, self._prefilter.candidates(texts))
        tagged = self._tagger.spans(texts.points, recall_bias).tolist()
        people = [*(span for span in matched if span.entity == PERSON), *with_titles(texts.plain, tagged)]
        return [*matched, *people, *repeats(texts, people)]


def as_texts(texts: Sequence[str] | pa.Array) -> list[str]:
    """Texts as a list; null becomes empty."""
    if isinstance(texts, pa.Array | pa.ChunkedArray):
        return [text or "" for text in texts.to_pylist()]
    return [text or "" for text in texts]


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
    return list(zip(edges[:-1], edges[1:], strict=True))


@lru_cache(maxsize=1)
def default_engine() -> Engine:
    """The product's engine, built once a process."""
    return Engine(default_registry())
