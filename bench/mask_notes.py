"""Notes written by hand in many styles, with their names and other personal data marked.

In ``bench/notes/<set>.txt`` a line is a note. The sets ``zh`` and ``en`` (hard on purpose) were looked at while the
grammars of the training notes grew; ``zh_unseen`` and ``en_unseen`` were written afterwards. ``[…]`` marks a name,
``{…}`` other personal data, ``<…>`` what may be masked or not (a title, a pet).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

NOTES = Path(__file__).parent / "notes"
MARK = re.compile(r"\[(?P<name>[^\]]*)\]|\{(?P<other>[^}]*)\}|<(?P<either>[^<>@]*)>(?!;)")
Places = frozenset[int]


@dataclass(frozen=True)
class MarkedNote:
    """A note and the code points of its names, of other personal data, and of what counts neither way."""

    text: str
    names: Places
    other: Places
    either: Places


def hand_written(name: str) -> list[MarkedNote]:
    """The notes of one set."""
    return [parsed(line) for line in (NOTES / f"{name}.txt").read_text(encoding="utf-8").splitlines() if line]


def parsed(line: str) -> MarkedNote:
    """One marked line. An e-mail address in angle brackets is itself marked inside."""
    text, position = "", 0
    places: dict[str, set[int]] = {"name": set(), "other": set(), "either": set()}
    for mark in MARK.finditer(line):
        kind = str(mark.lastgroup)
        if kind == "either" and "{" in mark[0]:
            continue
        text += line[position : mark.start()]
        places[kind].update(range(len(text), len(text) + len(mark[kind])))
        text += mark[kind]
        position = mark.end()
    text += line[position:]
    return MarkedNote(text, *(frozenset(places[kind]) for kind in ("name", "other", "either")))
