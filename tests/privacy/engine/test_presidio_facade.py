"""Presidio's door leads to the same spans as the batch path."""

from __future__ import annotations

from collections import defaultdict

import pytest
from presidio_analyzer import Pattern, PatternRecognizer

from bench.mask_notes import hand_written
from bench.mask_texts import known_notes
from privacy.engine import Engine, default_engine
from privacy.presidio_facade import analyzer, from_presidio
from privacy.registry import default_registry

SETS = ("zh", "en", "zh_unseen", "en_unseen", "zh_sealed", "en_sealed", "zh_news_sealed")
TEXTS = [note.text for note in known_notes(4000, seed=7)] + [n.text for name in SETS for n in hand_written(name)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_spans_are_identical_to_the_batch_path(language: str) -> None:
    door, batch = analyzer(), defaultdict(list)
    for span in default_engine().detect(TEXTS, language).to_pylist():
        batch[span["text"]].append((span["start"], span["end"], span["entity"]))
    for index, text in enumerate(TEXTS):
        seen = sorted((found.start, found.end, found.entity_type) for found in door.analyze(text, language))
        assert seen == batch[index], text


def test_presidio_recognizer_joins_the_registry() -> None:
    badge = PatternRecognizer("BADGE", "badge", "en", [Pattern("badge", r"(?<![A-Z])BDG-\d{4}(?!\d)", 0.9)])
    engine = Engine(default_registry((from_presidio(badge),)))
    assert engine.mask_texts(["room BDG-1234 is locked"], "en")[0] == ["room <BADGE> is locked"]
    assert engine.mask_texts(["BDG-1234"], "zh")[0] == ["BDG-1234"]
