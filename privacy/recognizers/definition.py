"""How a recognizer is written down: Presidio's words, as plain data."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

CONTEXT_REACH = 24
"""Code points before a match in which a context word raises, or a denying word refuses, the match."""
CONTEXT_BONUS = 0.45
DIGITS = "digits"
"""A trigger that asks for nothing but the pattern's number of digits."""
DENY_HINT = re.compile("[A-Za-z单编号订流案受文序事设码票件固版]")
"""One of these is in every word that refuses a match."""
THRESHOLD = 0.4
"""Matches below this score are not reported. Structured data is masked on suspicion, so it is low."""


@dataclass(frozen=True)
class Pattern:
    """One regular expression over the plain text, ASCII classes, and the score of a match.

    A group named ``value`` narrows the span to the personal part. Look-arounds are allowed: the prefilter drops
    them, the exact match keeps them. ``trigger`` is a cheaper expression found wherever the pattern can match, and
    ``n_digits`` the fewest digits that follow each other there, with up to three signs between two; both only spare
    work.
    """

    name: str
    regex: str
    score: float
    ignore_case: bool = False
    trigger: str = ""
    n_digits: int = 0

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The exact matcher."""
        return re.compile(self.regex, re.ASCII | (re.IGNORECASE if self.ignore_case else 0))

    @cached_property
    def group(self) -> str | int:
        """The group that holds the personal part."""
        return "value" if "value" in self.compiled.groupindex else 0


@dataclass(frozen=True)
class Recognizer:
    """Presidio's ``PatternRecognizer`` as data: entity, patterns, context, languages.

    ``validate`` returns a score for a matched value where a checksum or date speaks for it, None where it is
    silent; a failed checksum never refuses a match, since real data has mistyped numbers. ``deny`` refuses a
    match when it is found just before (a ticket number is nobody's card).
    """

    name: str
    entity: str
    patterns: tuple[Pattern, ...]
    languages: tuple[str, ...] = ("zh", "en")
    context: tuple[str, ...] = ()
    deny: str = ""
    validate: Callable[[str], float | None] | None = None

    @cached_property
    def deny_regex(self) -> re.Pattern[str] | None:
        """Compiled ``deny``, anchored at the end of what precedes the match."""
        return (
            re.compile(f"(?:{self.deny})[^0-9A-Za-z]{{0,6}}(?:[A-Z]{{1,4}}-?)?$", re.ASCII | re.IGNORECASE)
            if self.deny
            else None
        )

    def is_denied(self, before: str) -> bool:
        """Whether what precedes a match refuses it. Most of it is Chinese without any character of a ticket word."""
        if self.deny_regex is None or not DENY_HINT.search(before):
            return False
        return self.deny_regex.search(before) is not None

    @cached_property
    def context_regex(self) -> re.Pattern[str] | None:
        """Any context word, either case."""
        return re.compile("|".join(map(re.escape, self.context)), re.IGNORECASE) if self.context else None

    def score(self, text: str, first: int, start: int, end: int, pattern: Pattern) -> float:
        """Confidence that ``text[start:end]`` is this entity; 0 when refused. Context begins at ``first``."""
        before = text[max(first, start - CONTEXT_REACH) : start]
        if self.is_denied(before):
            return 0.0
        checked = self.validate(text[start:end]) if self.validate else None
        score = pattern.score if checked is None else max(pattern.score, checked)
        if self.context_regex and self.context_regex.search(before):
            score += CONTEXT_BONUS
        return min(score, 1.0)
