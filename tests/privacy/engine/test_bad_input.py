"""Nothing crashes the engine, and nothing passes it unmasked."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.engine import Engine, default_engine
from privacy.errors import MaskingError
from privacy.normalise import NormalisedTexts
from privacy.prefilter import Pairs
from privacy.registry import default_registry

PHONE = "13800138000"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)


@given(st.lists(st.one_of(st.none(), ANY_TEXT), max_size=5))
@settings(deadline=None, max_examples=60)
def test_any_text_gives_spans_inside_it(texts: list[str | None]) -> None:
    spans = default_engine().detect(texts).to_pylist()
    assert all(0 <= span["start"] < span["end"] <= len(texts[span["text"]] or "") for span in spans)


@given(ANY_TEXT, ANY_TEXT)
@settings(deadline=None, max_examples=60)
def test_number_is_masked_between_any_texts(before: str, after: str) -> None:
    masked = default_engine().mask_texts([f"{before} ，{PHONE}， {after}"])[0][0]
    assert PHONE not in masked


def test_long_note_is_masked_to_its_end() -> None:
    text = "今天路灯不亮，请处理。" * 90_000 + f"电话{PHONE}，王女士"
    masked = default_engine().mask_texts([text])[0][0]
    assert masked.endswith("电话<PHONE>，<PERSON>")


def test_bytes_that_are_no_utf8_are_masked_all_the_same() -> None:
    broken = pa.array([b"\xff\xfe " + PHONE.encode() + b" \xe5\xbc"], pa.binary()).view(pa.string())
    assert PHONE not in default_engine().mask_texts(broken)[0][0]


def test_number_among_emoji_right_to_left_and_control_characters() -> None:
    masked = default_engine().mask_texts([f"🙂\u200d🔥 שלום \x07\x00 {PHONE} مرحبا 🙂"])[0][0]
    assert masked.startswith("🙂\u200d🔥")
    assert masked.endswith("🙂")
    assert "<PHONE>" in masked


def test_batch_fails_closed_when_the_engine_fails() -> None:
    class Broken:
        def candidates(self, texts: NormalisedTexts) -> Pairs:
            raise MemoryError(texts.joined)

    with pytest.raises(MaskingError) as failure:
        Engine(default_registry(), Broken()).detect([PHONE])
    assert PHONE not in str(failure.value)
