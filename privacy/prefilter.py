"""One pass over all texts that says which pattern may match in which text.

The prefilter's expressions are the recognizers' own without look-arounds, so it finds a superset; the exact
expression then decides. Hyperscan reads the whole batch as one block; where it has no build, google-re2 sets
read text by text. Both lead to the same spans.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from privacy.names.compiled import compiled
from privacy.normalise import NormalisedTexts
from privacy.recognizers.definition import DIGITS, Pattern

LOOK_AROUND = re.compile(r"\(\?<?[=!]")
GAP_SIGNS = " .·_/,、-()"
GAP_LENGTH = 3
IS_GAP = np.isin(np.arange(0x3002), list(map(ord, GAP_SIGNS)))

Pairs = npt.NDArray[np.int64]
"""Shape (n, 2), sorted, unique: text index, pattern index."""


class Prefilter(Protocol):
    """Finds candidate (text, pattern) pairs."""

    def candidates(self, texts: NormalisedTexts) -> Pairs:
        """Pairs for which the exact pattern may match; never misses one that does."""


def necessary(pattern: Pattern) -> str:
    """An expression found wherever the pattern matches, without look-arounds."""
    return without_look_arounds(pattern.trigger or pattern.regex)


def without_look_arounds(regex: str) -> str:
    """The expression with look-arounds removed and named groups made plain: matches at least as much.

    >>> without_look_arounds(r"(?<![0-9])1\\\\d(?P<value>[a-z])(?!\\\\d)")
    '1\\\\\\\\d(?:[a-z])'
    """
    while found := LOOK_AROUND.search(regex):
        regex = regex[: found.start()] + regex[end_of_group(regex, found.start()) :]
    return re.sub(r"\(\?P<\w+>", "(?:", regex)


def end_of_group(regex: str, start: int) -> int:
    """Index just after the group that opens at ``start``."""
    depth, index, in_class = 0, start, False
    while index < len(regex):
        char = regex[index]
        if char == "\\":
            index += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return index + 1
        index += 1
    raise ValueError(f"unbalanced parenthesis in {regex!r}")


@dataclass(frozen=True)
class TriggerPlan:
    """Distinct triggers, and which of them, with how many digits in a chain, each pattern needs."""

    expressions: tuple[tuple[str, bool], ...]
    trigger_of: npt.NDArray[np.int64]
    """Per pattern, its place in ``expressions``; -1: digits alone decide."""
    n_digits: npt.NDArray[np.int64]

    @classmethod
    def of(cls, patterns: Sequence[Pattern]) -> TriggerPlan:
        """The plan for ``patterns``."""
        wanted = [None if p.trigger == DIGITS else (necessary(p), p.ignore_case) for p in patterns]
        distinct = tuple(dict.fromkeys(item for item in wanted if item is not None))
        places = {item: place for place, item in enumerate(distinct)}
        trigger_of = np.array([-1 if item is None else places[item] for item in wanted], dtype=np.int64)
        return cls(distinct, trigger_of, np.array([p.n_digits for p in patterns], dtype=np.int64))

    def pairs(self, fired: npt.NDArray[np.bool_], texts: NormalisedTexts) -> Pairs:
        """Candidate pairs from ``fired`` (texts × triggers)."""
        enough = longest_chains(texts)[:, None] >= self.n_digits[None, :]
        triggered = np.concatenate([fired, np.ones((len(fired), 1), dtype=np.bool_)], axis=1)[:, self.trigger_of]
        return np.argwhere(enough & triggered)


def longest_chains(texts: NormalisedTexts) -> npt.NDArray[np.int64]:
    """Digits in the longest chain of each text; up to :data:`GAP_LENGTH` of :data:`GAP_SIGNS` do not part a chain."""
    return chains(texts.points, texts.starts, IS_GAP)


@compiled
def chains(
    points: npt.NDArray[np.int32], starts: npt.NDArray[np.int32], is_gap: npt.NDArray[np.bool_]
) -> npt.NDArray[np.int64]:
    """See :func:`longest_chains`."""
    longest = np.zeros(len(starts) - 1, np.int64)
    for text in range(len(longest)):
        count, gap = 0, 0
        for i in range(starts[text], starts[text + 1]):
            point = points[i]
            if 48 <= point <= 57:
                count, gap = count + 1, 0
                longest[text] = max(longest[text], count)
            elif point < len(is_gap) and is_gap[point] and gap < GAP_LENGTH:
                gap += 1
            else:
                count = 0
    return longest


class HyperscanPrefilter:
    """Hyperscan in block mode over the batch's UTF-8."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        import hyperscan

        self._plan = TriggerPlan.of(patterns)
        self._database = hyperscan.Database()
        plain, either_case = hyperscan.HS_FLAG_UTF8, hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_CASELESS
        self._database.compile(
            expressions=[expression.encode() for expression, _ in self._plan.expressions],
            ids=list(range(len(self._plan.expressions))),
            flags=[either_case if ignore_case else plain for _, ignore_case in self._plan.expressions],
        )

    def candidates(self, texts: NormalisedTexts) -> Pairs:
        """See :class:`Prefilter`."""
        ids: list[int] = []
        ends: list[int] = []

        def report(trigger: int, _start: int, end: int, _flags: int, _context: object) -> None:
            ids.append(trigger)
            ends.append(end)

        self._database.scan(texts.utf8, match_event_handler=report)
        owner = np.searchsorted(texts.byte_starts, np.array(ends, dtype=np.int64) - 1, side="right") - 1
        fired = np.zeros((texts.n_texts, len(self._plan.expressions)), dtype=np.bool_)
        fired[owner, np.array(ids, dtype=np.int64)] = True
        return self._plan.pairs(fired, texts)


class Re2Prefilter:
    """google-re2 sets, text by text."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        import re2

        self._plan = TriggerPlan.of(patterns)
        options = re2.Options()
        options.log_errors = False
        self._set = re2.Set.SearchSet(options)
        for expression, ignore_case in self._plan.expressions:
            self._set.Add(f"(?i){expression}" if ignore_case else expression)
        self._set.Compile()

    def candidates(self, texts: NormalisedTexts) -> Pairs:
        """See :class:`Prefilter`."""
        fired = np.zeros((texts.n_texts, len(self._plan.expressions)), dtype=np.bool_)
        for index in range(texts.n_texts):
            fired[index, self._set.Match(texts.plain[texts.starts[index] : texts.starts[index + 1] - 1])] = True
        return self._plan.pairs(fired, texts)


def best_prefilter(patterns: Sequence[Pattern]) -> Prefilter:
    """Hyperscan where it is installed, google-re2 otherwise."""
    try:
        return HyperscanPrefilter(patterns)
    except ImportError:
        return Re2Prefilter(patterns)
