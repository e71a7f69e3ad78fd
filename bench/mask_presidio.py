"""Presidio as one would set it up: the same patterns as pattern recognizers, names from jieba's tagger."""

from __future__ import annotations

from collections.abc import Callable

import jieba.posseg
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from privacy.presidio_facade import BlankNlpEngine, to_presidio
from privacy.registry import default_registry


class JiebaNames(EntityRecognizer):  # type: ignore[misc]  # Presidio ships no types
    """Words that jieba tags ``nr``."""

    def __init__(self) -> None:
        super().__init__(["PERSON"], "JiebaNames", "zh")

    def load(self) -> None:
        """Load jieba's dictionary."""
        jieba.initialize()

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Names in ``text``."""
        del entities, nlp_artifacts
        found, position = [], 0
        for word, tag in jieba.posseg.cut(text):
            if tag == "nr":
                found.append(RecognizerResult("PERSON", position, position + len(word), 0.6))
            position += len(word)
        return found


def presidio_with_jieba() -> Callable[[str], object]:
    """Analyses one text."""
    registry = RecognizerRegistry(supported_languages=["zh", "en"])
    for recognizer in default_registry().recognizers:
        registry.add_recognizer(to_presidio(recognizer, "zh"))
    registry.add_recognizer(JiebaNames())
    engine = AnalyzerEngine(registry=registry, nlp_engine=BlankNlpEngine(), supported_languages=["zh", "en"])
    return lambda text: engine.analyze(text, "zh")
