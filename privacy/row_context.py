"""What a batch's own personal columns say is personal is personal in its running text too.

A department that delivers a caller's name in a column and again in a note has told us the name: no detector
can miss it then. A row's own values are looked for in its text; full names also in the other rows' texts, since
one resident's name stands in a neighbour's report. Looked for in the text as detection left it, so that this
only ever adds to what is masked.
"""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from ahocorasick_rs import AhoCorasick, MatchKind

from schemas.contract import FeedContract
from schemas.entities import Entity

MIN_CHARACTERS = {Entity.PERSON: 2}
FULL_NAME_CHARACTERS = 3
"""Shorter names are also ordinary words, outside the row that they belong to."""
OTHER_MIN_CHARACTERS = 5
"""Shorter values (a house number, an age) are also ordinary words."""


PersonalValues = list[tuple[str, list[str | None]]]
"""Entity and the values of one column, by row."""


def personal_values(contract: FeedContract, batch: pa.RecordBatch) -> PersonalValues:
    """Entity and values, by row, of the batch's columns that are personal as a whole."""
    whole = [
        (column.pii.entity, batch.column(column.name))
        for column in contract.columns
        if column.classification == "pii" and column.pii and column.name in batch.schema.names
    ]
    return [(entity, values.to_pylist()) for entity, values in whole if pa.types.is_string(values.type)]


def mask_known(texts: list[str], personal: PersonalValues) -> tuple[list[str], Counter[str]]:
    """``texts`` with each row's own personal values replaced by ``<ENTITY>``, and how many were, by entity.

    >>> mask_known(["<ADDRESS>钱然宸家"], [("PERSON", ["钱然宸"])])
    (['<ADDRESS><PERSON>家'], Counter({'PERSON': 1}))
    """
    masked = list(texts)
    counts = Counter[str]()
    for entity, values in personal:
        shortest = MIN_CHARACTERS.get(Entity(entity), OTHER_MIN_CHARACTERS)
        for row, value in enumerate(values):
            if value and len(value) >= shortest and value in masked[row]:
                counts[entity] += masked[row].count(value)
                masked[row] = masked[row].replace(value, f"<{entity}>")
    counts[Entity.PERSON.value] += _mask_full_names(masked, personal)
    return masked, +counts


def _mask_full_names(texts: list[str], personal: PersonalValues) -> int:
    """Mask, in place, every full name of the batch's name columns in every text; how many mentions there were."""
    given = {value for entity, values in personal if entity == Entity.PERSON for value in values if value}
    names = sorted(name for name in given if len(name) >= FULL_NAME_CHARACTERS and is_name(name))
    if not names:
        return 0
    automaton = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest)
    n_found = 0
    for row, text in enumerate(texts):
        for _, start, end in reversed(automaton.find_matches_as_indexes(text)):
            texts[row] = f"{texts[row][:start]}<{Entity.PERSON}>{texts[row][end:]}"
            n_found += 1
    return n_found


def is_name(value: str) -> bool:
    """Whether a value of a name column is one: letters, not a number or a code typed there.

    >>> is_name("阿依古丽·买买提"), is_name("13800138000"), is_name("W-0123")
    (True, False, False)
    """
    return all(character.isalpha() or character in " ·•'-." for character in value)
