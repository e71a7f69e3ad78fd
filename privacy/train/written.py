"""Notes written by hand for training, as they stand and with their people exchanged for invented ones.

In ``privacy/train/notes/<language>.txt`` a line is a note: ``[…]`` marks a mention of a person, ``{…}`` other personal
data. The notes of ``bench/notes`` are others, by which the model is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from privacy.names.surnames import COMPOUND_SURNAMES, SINGLE_SURNAMES
from privacy.train.corpora import replaced
from privacy.train.people import HONORIFICS, JOB_TITLES, NICK_PREFIX, ChinesePeople, EnglishPeople
from privacy.train.sources import HAN, Marked

NOTES = Path(__file__).parent / "notes"
MARK = re.compile(r"\[([^\]]*)\]|\{([^}]*)\}")
ENGLISH_TITLE = re.compile(
    r"(?i:mrs|mr|ms|miss|mx|dr|officer|sgt|auntie|aunt|uncle|inspector|nurse|captain|rev|father)\.? "
)
INITIALS = re.compile(r"(?:[A-Z]\.? ?)+")
TITLES = tuple(sorted({*HONORIFICS, *JOB_TITLES}, key=len, reverse=True))
KEPT = 0.2
"""Share of mentions that stay as they are in a copy."""


def written_notes(language: str) -> list[Marked]:
    """The notes of ``zh`` or ``en`` with their names marked."""
    lines = (NOTES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [parsed(line) for line in lines if line]


def parsed(line: str) -> Marked:
    """A marked line as text and names.

    >>> parsed("网格员[何倩]上报，电话{13577778888}。")
    Marked(text='网格员何倩上报，电话13577778888。', names=((3, 5),))
    """
    text, names, position = "", [], 0
    for mark in MARK.finditer(line):
        text += line[position : mark.start()]
        inner = mark[1] if mark[1] is not None else mark[2]
        if mark[1]:
            names.append((len(text), len(text) + len(inner)))
        text += inner
        position = mark.end()
    return Marked(text + line[position:], tuple(names))


def copies(notes: list[Marked], people: ChinesePeople | EnglishPeople, n: int) -> Iterator[Marked]:
    """Every note ``n`` times: once as it stands, else with other people; without names only half as often."""
    for note in notes:
        for copy in range(n if note.names else (n + 1) // 2):
            yield note if copy == 0 or not note.names else with_others(note, people)


def with_others(note: Marked, people: ChinesePeople | EnglishPeople) -> Marked:
    """The note with people exchanged; the same mention becomes the same one throughout."""
    chosen: dict[str, str] = {}

    def other(mention: str) -> str:
        if mention not in chosen:
            chosen[mention] = mention if people.rng.random() < KEPT else exchanged_mention(mention, people)
        return chosen[mention]

    return replaced(note, other)


def exchanged_mention(mention: str, people: ChinesePeople | EnglishPeople) -> str:
    """Another person's mention of the same form."""
    return other_chinese(mention, people) if isinstance(people, ChinesePeople) else other_english(mention, people)


def other_chinese(mention: str, people: ChinesePeople) -> str:
    """Surname and title keep the title, full names stay full; what is neither (nicknames, Latin letters) stays."""
    if not HAN.fullmatch(mention):
        return people.minority() if "·" in mention else mention
    surname = mention[:2] if mention.startswith(COMPOUND_SURNAMES) else mention[0]
    rest = mention[len(surname) :]
    if len(mention) == 2 and mention[0] in NICK_PREFIX and mention[1] in SINGLE_SURNAMES:
        return mention[0] + people.rng.choice(sorted(SINGLE_SURNAMES))
    if surname not in SINGLE_SURNAMES and len(surname) == 1:
        return mention
    if rest in TITLES or rest.startswith("某") or (len(rest) == 2 and rest[0] in "老大二小"):
        return people.surname() + rest
    title = next((title for title in TITLES if len(title) > 1 and rest.endswith(title)), "")
    if len(rest) - len(title) in (1, 2):
        return people.person().full + title
    return mention


def other_english(mention: str, people: EnglishPeople) -> str:
    """Titles stay, one word becomes a first name or surname, several a full name, each in the case it had."""
    title = re.match(
        r"(?:Mrs|Mr|Ms|Miss|Mx|Dr|Officer|Sgt|Auntie|Aunt|Uncle|Inspector|Nurse|Captain|Rev|Father)\.? ", mention
    )
    name = mention[title.end() :] if title else mention
    person = people.person()
    other = (
        person.full
        if " " in name
        else people.rng.choice([person.surname, person.given])
        if not title
        else person.surname
    )
    if re.fullmatch(r"(?:[A-Z]\.? ?)+", name) or "," in name:
        return mention
    cased = other.lower() if name.islower() else other.upper() if name.isupper() else other
    return (title[0] if title else "") + cased
