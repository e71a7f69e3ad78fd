"""A row's own personal columns are masked in its running text, whatever the detector saw."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from privacy.row_context import mask_known

names = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=4)


@given(before=st.text(max_size=20), name=names, after=st.text(max_size=20))
def test_the_rows_own_name_never_stays(before: str, name: str, after: str) -> None:
    (masked,), counts = mask_known([before + name + after], [("PERSON", [name])])
    assert name not in masked
    assert counts["PERSON"] >= 1


@given(text=st.text(max_size=40))
def test_a_text_without_them_is_left_as_it_is(text: str) -> None:
    assert mask_known([text], [("PERSON", [None]), ("PHONE", ["13800138000x"])]) == ([text], {})


def test_short_numbers_are_ordinary_words() -> None:
    assert mask_known(["住3号楼"], [("MEDICAL_INSURANCE", ["3"])])[0] == ["住3号楼"]


def test_a_full_name_is_masked_in_its_neighbours_texts_too() -> None:
    masked, counts = mask_known(["夏莺国家", "到夏莺国家走访"], [("PERSON", ["夏莺国", "高欢青"])])
    assert masked == ["<PERSON>家", "到<PERSON>家走访"]
    assert counts["PERSON"] == 2


def test_a_short_name_is_masked_in_its_own_row_alone() -> None:
    masked, _ = mask_known(["高明家", "这个办法高明"], [("PERSON", ["高明", None])])
    assert masked == ["<PERSON>家", "这个办法高明"]


def test_a_number_in_a_name_column_is_no_name() -> None:
    assert mask_known(["", "工单W-0123"], [("PERSON", ["W-0123", None])])[0] == ["", "工单W-0123"]
