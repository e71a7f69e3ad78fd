"""Names in notes that were written by hand, in styles the tagger never saw."""

from __future__ import annotations

import pytest

from bench.mask_notes import hand_written
from privacy.engine import default_engine

TITLES = {
    "王女士反映路灯不亮": "<PERSON>反映路灯不亮",
    "请找张伟先生签字": "请找<PERSON>签字",
    "欧阳修平来电": "<PERSON>来电",
    "阿依努尔·吐尔洪反映食堂卫生差": "<PERSON>反映食堂卫生差",
    "陳大文先生來電": "<PERSON>來電",
    "Mr. John Smith called": "<PERSON> called",
}


@pytest.mark.parametrize("text", TITLES)
def test_name_and_title_are_one_mention(text: str) -> None:
    assert default_engine().mask_texts([text])[0] == [TITLES[text]]


def test_name_is_masked_wherever_the_note_repeats_it() -> None:
    text = "来电人：慕容雪瑶。经查，与慕容雪瑶所述一致"
    assert "慕容雪瑶" not in default_engine().mask_texts([text])[0][0]


@pytest.mark.parametrize("label", ["回访方式：短信", "回访时间：3月22日", "出生年月：不详", "询问单位：市政公司"])
def test_label_of_a_form_is_no_name(label: str) -> None:
    assert default_engine().mask_texts([label])[0] == [label]


@pytest.mark.parametrize(
    ("notes_set", "recall", "over"),
    [
        ("zh", 0.95, 0.03),
        ("en", 0.96, 0.02),
        ("zh_unseen", 0.97, 0.02),
        ("en_unseen", 0.97, 0.02),
        ("zh_hotline", 0.97, 0.02),
        ("en_hotline", 0.97, 0.02),
    ],
)
def test_hand_written_notes(notes_set: str, recall: float, over: float) -> None:
    notes = hand_written(notes_set)
    spans = default_engine().detect([note.text for note in notes])
    masked: list[set[int]] = [set() for _ in notes]
    for text, start, end in zip(*(spans[name].to_pylist() for name in ("text", "start", "end")), strict=True):
        masked[text].update(range(start, end))
    n_names = n_missed = n_clean = n_over = 0
    for note, places in zip(notes, masked, strict=True):
        clean = set(range(len(note.text))) - note.names - note.other - note.either
        n_names += len(note.names)
        n_missed += len(note.names - places)
        n_clean += len(clean)
        n_over += len(clean & places)
    assert 1 - n_missed / n_names >= recall
    assert n_over / n_clean <= over


@pytest.mark.parametrize(
    "masked",
    [
        "报警人<PERSON>称，厨房着火，家属<PERSON>，电话<PHONE>",
        "接<LANDLINE>来电，老人突然晕倒，地址<ADDRESS>",
        "<PERSON> reports that <PLATE> blocks the drive, call <US_PHONE> or <EMAIL>",
    ],
)
def test_masked_text_stays_as_it_is(masked: str) -> None:
    assert default_engine().mask_texts([masked])[0] == [masked]
