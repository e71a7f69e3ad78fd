"""The one registry of recognizers, read by the batch path and by the Presidio façade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from privacy.normalise import NormalisedTexts
from privacy.prefilter import Pairs
from privacy.recognizers import address, contacts, numbers, people, phones
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
        plain, starts = texts.plain, texts.starts.tolist()
        plan = [
            (pattern.compiled.finditer, pattern.group, owner, pattern, self.entities.index(owner.entity))
            for pattern, owner in zip(self.patterns, self.owners, strict=True)
        ]
        for text, index in pairs.tolist():
            begin = starts[text]
            finditer, group, owner, pattern, code = plan[index]
            for match in finditer(plain, begin, starts[text + 1] - 1):
                first, last = match.span(group)
                score = owner.score(plain, begin, first, last, pattern) if first >= 0 else 0.0
                if score >= THRESHOLD:
                    found.append((first, last, code, score))
        table = np.array(found, dtype=np.float64).reshape(-1, 4)
        whole = table[:, :3].astype(np.int64)
        return Spans(whole[:, 0], whole[:, 1], whole[:, 2], table[:, 3])


def default_registry(extra: Sequence[Recognizer] = ()) -> Registry:
    """Every recognizer of the product, then ``extra``."""
    return Registry(
        (
            *numbers.RECOGNIZERS,
            *phones.RECOGNIZERS,
            *contacts.RECOGNIZERS,
            *address.RECOGNIZERS,
            *people.RECOGNIZERS,
            *extra,
        )
    )
