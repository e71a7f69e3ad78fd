"""The one registry of recognizers, read by the batch path and by the Presidio façade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from privacy.normalise import NormalisedTexts
from privacy.prefilter import Pairs
from privacy.recognizers import address, contacts, numbers, people
from privacy.recognizers.definition import THRESHOLD, Pattern, Recognizer
from privacy.spans import Span


@dataclass(frozen=True)
class Registry:
    """Recognizers in order; add one by adding it to the tuple."""

    recognizers: tuple[Recognizer, ...]

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        """All patterns, in the recognizers' order."""
        return tuple(pattern for recognizer in self.recognizers for pattern in recognizer.patterns)

    @cached_property
    def owners(self) -> tuple[Recognizer, ...]:
        """The recognizer of each pattern."""
        return tuple(recognizer for recognizer in self.recognizers for _ in recognizer.patterns)

    @property
    def entities(self) -> tuple[str, ...]:
        """Entity names, sorted."""
        return tuple(sorted({recognizer.entity for recognizer in self.recognizers} | {"PERSON"}))

    def for_language(self, lang: str) -> Registry:
        """The recognizers of ``lang``; all of them for ``auto``."""
        if lang == "auto":
            return self
        return Registry(tuple(recognizer for recognizer in self.recognizers if lang in recognizer.languages))

    def match(self, texts: NormalisedTexts, pairs: Pairs) -> list[Span]:
        """Spans, in plain positions of the whole batch, of the candidate pairs that truly match."""
        spans: list[Span] = []
        starts = texts.starts.tolist()
        for text, pattern in pairs.tolist():
            spans.extend(self._match_one(texts.plain, starts[text], starts[text + 1] - 1, pattern))
        return spans

    def _match_one(self, plain: str, start: int, end: int, index: int) -> Iterable[Span]:
        pattern, recognizer = self.patterns[index], self.owners[index]
        group = "value" if "value" in pattern.compiled.groupindex else 0
        for found in pattern.compiled.finditer(plain, start, end):
            first, last = found.span(group)
            if first < 0:
                continue
            score = recognizer.score(plain, max(first, start), last, pattern)
            if score >= THRESHOLD:
                yield Span(first, last, recognizer.entity, score)


def default_registry(extra: Sequence[Recognizer] = ()) -> Registry:
    """Every recognizer of the product, then ``extra``."""
    return Registry((*numbers.RECOGNIZERS, *contacts.RECOGNIZERS, *address.RECOGNIZERS, *people.RECOGNIZERS, *extra))
