"""The training notes written by hand: whole marks, and none of the notes by which the model is measured."""

from __future__ import annotations

import pytest

from bench.mask import LOOKED_AT, SEALED
from bench.mask_notes import hand_written
from privacy.train.data import without_names
from privacy.train.written import NOTES, parsed, written_notes

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_is_whole(language: str) -> None:
    notes = written_notes(language)
    assert len(notes) > 1000
    for note in notes:
        assert not set("[]{}") & set(note.text), note.text
        assert all(0 <= start < end <= len(note.text) for start, end in note.names)
        assert all(before[1] <= after[0] for before, after in zip(note.names, note.names[1:], strict=False))


def test_names_are_where_they_are_marked() -> None:
    note = parsed("[王强]与{13800138000}的[李 明]，见[王强]")
    assert [note.text[start:end] for start, end in note.names] == ["王强", "李 明", "王强"]
    assert without_names(note) == "\n与13800138000的\n，见\n"


def test_no_note_is_both_learnt_and_measured_by() -> None:
    learnt = {note.text for language in LANGUAGES for note in written_notes(language)}
    measured = {note.text for name in (*LOOKED_AT, *SEALED) for note in hand_written(name)}
    assert not learnt & measured


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_is_learnt_once(language: str) -> None:
    lines = (NOTES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines))
