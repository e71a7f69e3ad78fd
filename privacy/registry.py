"""The one registry of recognizers, read by the batch path and by the Presidio façade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from privacy.normalise import NormalisedTexts
from privacy.prefilter import Pairs
from privacy.recognizers import address, contacts, numbers, people
from privacy.recognizers.definition import THRESHOLD, Pattern, Recognizer
from privacy.spans import Spans

PERSON = "PERSON"


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

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """Entity names, sorted."""
        return tuple(sorted({recognizer.entity for recognizer in self.recognizers} | {PERSON}))

    def speaks(self, lang: str) -> npt.NDArray[np.bool_]:
        """For each pattern, whether it is for texts in ``lang``; all are for ``auto``."""
        return np.array([lang == "auto" or lang in owner.languages for owner in self.owners], dtype=np.bool_)

    def match(self, texts: NormalisedTexts, pairs: Pairs) -> Spans:
        """Spans, in plain positions of the whole batch, of the candidate pairs that truly match."""
        found: list[tuple[int, int, int, float]] = []
        starts = texts.starts.tolist()
        codes = [self.entities.index(owner.entity) for owner in self.owners]
        for text, pattern in pairs.tolist():
            self._match_one(texts.plain, starts[text], starts[text + 1] - 1, pattern, codes[pattern], found)
        table = np.array(found, dtype=np.float64).reshape(-1, 4)
        whole = table[:, :3].astype(np.int64)
        return Spans(whole[:, 0], whole[:, 1], whole[:, 2], table[:, 3])

    def _match_one(
        self, plain: str, start: int, end: int, index: int, code: int, found: list[tuple[int, int, int, float]]
    ) -> None:
        pattern, recognizer = self.patterns[index], self.owners[index]
        for match in pattern.compiled.finditer(plain, start, end):
            first, last = match.span(pattern.group)
            if first >= 0:
                score = recognizer.score(plain, start, first, last, pattern)
                if score >= THRESHOLD:
                    found.append((first, last, code, score))


def default_registry(extra: Sequence[Recognizer] = ()) -> Registry:
    """Every recognizer of the product, then ``extra``."""
    return Registry((*numbers.RECOGNIZERS, *contacts.RECOGNIZERS, *address.RECOGNIZERS, *people.RECOGNIZERS, *extra))
