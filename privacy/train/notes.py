"""Invented notes: grammars of reports, letters, dialogues and logs, filled with invented people."""

# ruff: noqa: E501, S311, SIM905 — word lists as text, and chance that is seeded on purpose
from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator

from privacy.train.people import ALL_FOLDS, HONORIFICS, ChinesePeople, EnglishPeople, Person
from privacy.train.slots import chinese_slots, english_slots
from privacy.train.sources import GRAMMARS, Marked

SLOT = re.compile(r"\{(\w+)\}")
FORM = re.compile(r"(N|P|T|F|G|L|LF|S|XS|EN|ZN|ZS|ZH)(\d?)b?$")
ENGLISH_TITLES = (
    "Mr. Mr. Mr. Mrs. Mrs. Ms. Ms. Mr Mrs Ms Miss Dr. Dr Officer Sgt. Sergeant Professor Inspector Supervisor Captain Nurse Sister "
    "Judge Alderman Councilmember Councilman Councilwoman Uncle Aunt Rev. Father Pastor Principal Detective Lt. Madam Sir Coach"
).split()

SPACED = 0.04
"""Share of two-character names written with a blank between, as forms align them."""

Piece = tuple[str, bool]
Grammar = dict[str, list[str]]


def read_grammar(name: str, fold: int) -> Grammar:
    """Sections of a grammar file: ``@section``, then one alternative a line (an empty line is one too).

    Of alternatives with people in them a tenth is fold 1's alone; fold 0 never sees it.
    """
    grammar: Grammar = {}
    section = ""
    for line in (GRAMMARS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@") and line[1:].isidentifier():
            section = line[1:]
            grammar[section] = []
        elif section:
            grammar[section].append(line)
    return {section: of_fold(lines, fold) for section, lines in grammar.items()}


def of_fold(lines: list[str], fold: int) -> list[str]:
    """The lines of this fold; all of them where the fold would be left with none."""
    if fold == ALL_FOLDS:
        return lines
    peopled = [line for line in lines if any(FORM.match(slot) for slot in SLOT.findall(line))]
    held_out = {line for line in peopled if zlib.crc32(line.encode()) % 10 == 0}
    kept = [line for line in lines if line not in held_out] if fold == 0 else sorted(held_out)
    return kept or lines


class NoteWriter:
    """Writes notes of one language; ``fold`` as for people: templates and names of the two folds are disjoint."""

    def __init__(
        self, language: str, seed: int, fold: int, phrases: dict[str, list[str]], given: tuple[str, ...] = ()
    ) -> None:
        self.rng = random.Random(seed)
        self._language = language
        self._chinese = ChinesePeople(self.rng, fold, given)
        self._english = EnglishPeople(self.rng, fold)
        self._grammar = {**read_grammar(language, fold), **phrases}
        self._slots = chinese_slots(self.rng) if language == "zh" else english_slots(self.rng)
        if language == "en":
            self._slots.update(self._english_places())
        else:
            self._slots["org"] = lambda: (
                self._plain(self.rng.choice(["{district}", "{town}", "{city}", "{estate}", ""])) + self._plain("{dept}")
            )
        self._people: dict[str, Person] = {}

    def notes(self, n: int) -> Iterator[Marked]:
        """``n`` notes with their names marked."""
        for _ in range(n):
            self._people = {}
            yield self._as_typed(joined(self._expand(self.rng.choice(self._grammar["note"]))))

    def _as_typed(self, note: Marked) -> Marked:
        draw = self.rng.random()
        text = note.text.lower() if draw < 0.08 else note.text.upper() if draw < 0.12 else note.text
        return Marked(text, note.names) if len(text) == len(note.text) else note

    def _english_places(self) -> dict[str, Callable[[], str]]:
        pick, grammar = self.rng.choice, self._grammar

        def street() -> str:
            return f"{pick(grammar['streetname'])} {pick(grammar['streettype'])}"

        return {
            "street": street,
            "addr": lambda: f"{self.rng.randint(1, 9999)} {street()}" + pick(["", ", Apt 4B", " #12", ", Unit 3"]),
            "place": lambda: pick([f"{self.rng.randint(1, 9999)} {street()}", pick(grammar["placename"]), pick(grammar["business"]), f"{street()} and {street()}"]),
        }  # fmt: skip

    def _plain(self, template: str) -> str:
        return "".join(text for text, _ in self._expand(template))

    def _expand(self, template: str) -> Iterator[Piece]:
        position = 0
        for slot in SLOT.finditer(template):
            yield template[position : slot.start()], False
            yield from self._slot(slot[1])
            position = slot.end()
        yield template[position:], False

    def _slot(self, name: str) -> Iterator[Piece]:
        if name in self._slots:
            yield self._slots[name](), False
        elif name in self._grammar:
            yield from self._expand(self.rng.choice(self._grammar[name]))
        elif form := FORM.match(name):
            yield self._mention(form[1], form[2]), True
        else:
            raise KeyError(f"grammar {self._language}: no slot {{{name}}}")

    def _mention(self, form: str, number: str) -> str:
        in_english = (self._language == "en" and not form.startswith("ZH")) or form == "EN"
        source: ChinesePeople | EnglishPeople = self._english if in_english else self._chinese
        person = self._people.setdefault(number, source.person()) if number else source.person()
        return self._english_form(person, form) if in_english else self._chinese_form(person, form)

    def _chinese_form(self, person: Person, form: str) -> str:
        if form == "P":
            form = self.rng.choices(["N", "T", "H", "F"], [54, 30, 7, 9])[0]
        if form == "H":
            return person.full + self.rng.choice(HONORIFICS[:14])
        if form == "T":
            return self._chinese.titled(person)
        if form == "F":
            return self._chinese.nickname(person)
        full = person.full
        if len(full) == 2 and self.rng.random() < SPACED:
            full = f"{full[0]} {full[1]}"
        return {"S": person.surname, "XS": f"小{person.surname}"}.get(form, full)

    def _english_form(self, person: Person, form: str) -> str:
        if form in ("ZN", "ZS"):
            family, given = self._english.pinyin()
            return family if form == "ZS" else f"{given} {family}"
        if form == "P":
            form = self.rng.choices(["N", "T", "G", "L"], [48, 22, 22, 8])[0]
        titled = f"{self.rng.choice(ENGLISH_TITLES)} {self.rng.choice([person.surname, person.surname, person.full])}"
        name = {"T": titled, "G": person.given, "L": person.surname, "LF": f"{person.surname}, {person.given}"}
        return self._english.cased(name.get(form, person.full))


def joined(pieces: Iterator[Piece]) -> Marked:
    """Pieces as one text, with the places of the names."""
    text, names = "", []
    for piece, is_name in pieces:
        if is_name:
            names.append((len(text), len(text) + len(piece)))
        text += piece
    return Marked(text, tuple(names))
