"""Notes written by hand in many styles, with their names and other personal data marked.

In ``bench/notes/<set>.txt`` a line is a note. ``[…]`` marks a name, ``{…}`` or ``{ENTITY=…}`` other personal data,
``<…>`` what may be masked or not (a title, a pet). The sets ``zh`` and ``en`` (hard on purpose) were looked at while
the grammars of the training notes grew; ``zh_unseen`` and ``en_unseen`` were written afterwards, ``zh_tester`` and
``en_tester`` by others while the notes in ``privacy/train/notes`` were. ``zh_hotline`` and ``en_hotline`` (a day of an
ordinary line, by others too) and the ``sealed`` sets (hard) were written before a round of work and only their totals
were read since: what they show was not tuned on them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

NOTES = Path(__file__).parent / "notes"
MARK = re.compile(r"\[(?P<name>[^\]]*)\]|\{(?:(?P<entity>[A-Z_]+)=)?(?P<other>[^}]*)\}|<(?P<either>[^<>@]*)>(?!;)")
Places = frozenset[int]


@dataclass(frozen=True)
class MarkedNote:
    """A note and the code points of its names, of other personal data, and of what counts neither way.

    ``by_entity``: the places of every entity that is named in the marks, PERSON included.
    """

    text: str
    names: Places
    other: Places
    either: Places
    by_entity: dict[str, Places]


def hand_written(name: str) -> list[MarkedNote]:
    """The notes of one set."""
    return [parsed(line) for line in (NOTES / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line]


def parsed(line: str) -> MarkedNote:
    """One marked line. An e-mail address in angle brackets is itself marked inside."""
    text, position = "", 0
    places: dict[str, set[int]] = {"name": set(), "other": set(), "either": set()}
    by_entity: dict[str, set[int]] = {}
    for mark in MARK.finditer(line):
        kind = str(mark.lastgroup)
        if kind == "either" and "{" in mark[0]:
            continue
        text += line[position : mark.start()]
        marked = range(len(text), len(text) + len(mark[kind]))
        places[kind].update(marked)
        if kind != "either" and (entity := "PERSON" if kind == "name" else mark["entity"]):
            by_entity.setdefault(entity, set()).update(marked)
        text += mark[kind]
        position = mark.end()
    names, other, either = (frozenset(places[kind]) for kind in ("name", "other", "either"))
    entities = {name: frozenset(found) for name, found in by_entity.items()}
    return MarkedNote(text + line[position:], names, other, either, entities)
