"""What a row's own personal columns say is personal is personal in its running text too.

A department that delivers a caller's name in a column and again in a note has told us the name: no detector
can miss it then. Looked for in the text as detection left it, so that it only ever adds to what is masked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from schemas.contract import FeedContract
from schemas.entities import Entity

MIN_CHARACTERS = {Entity.PERSON: 2}
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
    masked = texts.to_pylist() if isinstance(texts, pa.Array) else list(texts)
    counts = Counter[str]()
    for entity, values in personal:
        shortest = MIN_CHARACTERS.get(Entity(entity), OTHER_MIN_CHARACTERS)
        for row, value in enumerate(values):
            if value and len(value) >= shortest and value in masked[row]:
                counts[entity] += masked[row].count(value)
                masked[row] = masked[row].replace(value, f"<{entity}>")
    return masked, counts
