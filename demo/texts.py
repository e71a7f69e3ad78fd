"""Notes as call takers write them: opening, body and closing, filled in from the residents' table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from demo.cases import Cases
from demo.draws import Draws, Ints
from demo.people import PER_GRID, join

Slot = Callable[[Ints], pa.Array]
_SLOT = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def read_texts() -> dict[str, Any]:
    """The building blocks, as in ``texts.yaml``."""
    text = Path(__file__).with_name("texts.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def fill(templates: list[str], choice: Ints, slots: Mapping[str, Slot]) -> pa.Array:
    """Text number ``choice`` of ``templates`` for each row, its slots filled for that row."""
    ranking = np.argsort(choice, kind="stable")
    edges = np.searchsorted(choice[ranking], np.arange(len(templates) + 1))
    pieces = [pa.array([], pa.string())]
    for number, template in enumerate(templates):
        rows = ranking[edges[number] : edges[number + 1]]
        if len(rows):
            pieces.append(_fill_one(template, rows, slots))
    place = np.empty(len(choice), dtype=np.int64)
    place[ranking] = np.arange(len(choice))
    return pa.concat_arrays(pieces).take(pa.array(place))


def _fill_one(template: str, rows: Ints, slots: Mapping[str, Slot]) -> pa.Array:
    parts = _SLOT.split(template)
    filled = [slots[part](rows) if i % 2 else part for i, part in enumerate(parts)]
    return join(*filled) if len(filled) > 1 else pa.repeat(pa.scalar(template), len(rows))


def _column(table: pa.Table, name: str, index: Ints) -> Slot:
    column = table[name].combine_chunks()
    return lambda rows: column.take(pa.array(index[rows]))


def _number(draws: Draws, name: str, low: int, high: int) -> Slot:
    values = low + draws.below(f"slot_{name}", high - low + 1)
    return lambda rows: pa.array(values[rows]).cast(pa.string())


def slots_for(cases: Cases, residents: pa.Table) -> dict[str, Slot]:
    """What each slot stands for in each case."""
    other = cases.grid * PER_GRID + cases.draws.below("relative", PER_GRID)
    relations = read_texts()["relations"]
    relation = cases.draws.below("relation", len(relations))
    slots = {name: _column(residents, name, cases.resident) for name in residents.column_names}
    return slots | {
        "relative": _column(residents, "name", other),
        "relative_phone": _column(residents, "phone", other),
        "relation": lambda rows: pa.array(relations).take(pa.array(relation[rows])),
        "n": _number(cases.draws, "n", 2, 9),
        "hour": _number(cases.draws, "hour", 6, 22),
        "ticket": lambda rows: join(
            "GD", pa.array(cases.day[rows] * 10_000 + cases.order[rows] + 17).cast(pa.string())
        ),
    }


def write_notes(cases: Cases, residents: pa.Table, style: str) -> pa.Array:
    """A note for each case, in a department's ``style`` (a key of ``openings`` in ``texts.yaml``)."""
    texts, slots, draws = read_texts(), slots_for(cases, residents), cases.draws
    openings, closings = texts["openings"][style], texts["closings"][style]
    bodies = [texts["topics"][topic] for topic in cases.topics]
    starts = np.cumsum([0] + [len(body) for body in bodies])
    sizes = np.diff(starts)
    body = starts[cases.topic] + draws.below("body", sizes[cases.topic])
    return join(
        fill(openings, draws.below("opening", len(openings)), slots),
        fill([text for group in bodies for text in group], body, slots),
        fill(closings, draws.below("closing", len(closings)), slots),
    )
