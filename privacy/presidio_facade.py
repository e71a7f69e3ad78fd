"""The second door: Presidio's ``AnalyzerEngine`` over the hub's own engine, and Presidio recognizers into it.

Nothing is detected here: spans are those of the batch path, exactly. No language model is loaded; the NLP
engine is a blank spaCy pipeline, since the engine needs only the text.
"""

from __future__ import annotations

import spacy
from presidio_analyzer import (
    AnalyzerEngine,
    EntityRecognizer,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine

from privacy.engine import Engine, default_engine
from privacy.recognizers.definition import Pattern, Recognizer

LANGUAGES = ("zh", "en")


class BlankNlpEngine(SpacyNlpEngine):  # type: ignore[misc]  # Presidio ships no types
    """Tokens without a model, for Chinese and English."""

    def __init__(self) -> None:
        super().__init__()
        self.nlp = {language: spacy.blank(language) for language in LANGUAGES}


class EngineRecognizer(EntityRecognizer):  # type: ignore[misc]  # Presidio ships no types
    """All entities of the hub's engine as one Presidio recognizer of one language."""

    def __init__(self, engine: Engine, language: str, recall_bias: float = 0.0) -> None:
        self._engine = engine
        self._recall_bias = recall_bias
        super().__init__(list(engine.registry.entities), "HubEngine", language)

    def load(self) -> None:
        """Nothing to load: the engine is there."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """The engine's spans of ``text`` among ``entities``. Raises MaskingError when the engine fails."""
        del nlp_artifacts
        spans = self._engine.detect([text], self.supported_language, self._recall_bias).to_pylist()
        return [
            RecognizerResult(span["entity"], span["start"], span["end"], span["score"])
            for span in spans
            if not entities or span["entity"] in entities
        ]


def analyzer(engine: Engine | None = None, recall_bias: float = 0.0) -> AnalyzerEngine:
    """A Presidio analyzer whose ``analyze(text, language)`` answers as the batch path does."""
    nlp_engine = BlankNlpEngine()
    registry = RecognizerRegistry(supported_languages=list(LANGUAGES))
    for language in LANGUAGES:
        registry.add_recognizer(EngineRecognizer(engine or default_engine(), language, recall_bias))
    return AnalyzerEngine(registry=registry, nlp_engine=nlp_engine, supported_languages=list(LANGUAGES))


def from_presidio(recognizer: PatternRecognizer) -> Recognizer:
    """A Presidio pattern recognizer as one of ours, to add to the registry: then both doors know it."""
    patterns = tuple(Pattern(p.name, p.regex, p.score, ignore_case=True) for p in recognizer.patterns)
    return Recognizer(
        recognizer.name,
        recognizer.supported_entities[0],
        patterns,
        languages=(recognizer.supported_language,),
        context=tuple(recognizer.context or ()),
    )


def to_presidio(recognizer: Recognizer, language: str) -> PatternRecognizer:
    """One of ours as a Presidio pattern recognizer, without checksum, for use outside the hub."""
    from presidio_analyzer import Pattern as PresidioPattern

    patterns = [PresidioPattern(pattern.name, pattern.regex, pattern.score) for pattern in recognizer.patterns]
    return PatternRecognizer(
        recognizer.entity, recognizer.name, language, patterns, context=list(recognizer.context) or None
    )
