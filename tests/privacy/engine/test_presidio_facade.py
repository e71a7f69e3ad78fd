"""Presidio's door leads to the same spans as the batch path."""

from __future__ import annotations

from presidio_analyzer import Pattern, PatternRecognizer

from bench.mask_notes import hand_written
from bench.mask_texts import known_notes
from privacy.engine import Engine, default_engine
from privacy.presidio_facade import analyzer, from_presidio
from privacy.registry import default_registry

TEXTS = [note.text for note in known_notes(2000, seed=7)] + [
    n.text for lang in ("zh", "en") for n in hand_written(lang)
]


def test_spans_are_identical_to_the_batch_path() -> None:
    door = analyzer()
    spans = default_engine().detect(TEXTS, "zh").to_pylist()
    for index, text in enumerate(TEXTS):
        seen = sorted((found.start, found.end, found.entity_type) for found in door.analyze(text, "zh"))
        batch = [(span["start"], span["end"], span["entity"]) for span in spans if span["text"] == index]
        assert seen == batch, text


def test_presidio_recognizer_joins_the_registry() -> None:
    badge = PatternRecognizer("BADGE", "badge", "en", [Pattern("badge", r"(?<![A-Z])BDG-\d{4}(?!\d)", 0.9)])
    engine = Engine(default_registry((from_presidio(badge),)))
    assert engine.mask_texts(["room BDG-1234 is locked"], "en")[0] == ["room <BADGE> is locked"]
    assert engine.mask_texts(["BDG-1234"], "zh")[0] == ["BDG-1234"]
