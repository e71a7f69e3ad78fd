"""Shapes one raw batch: columns by the contract, problems by row, nothing dropped but unknown columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract import FeedContract
from warehouse.shape.columns import TYPES, Typed, to_type
from warehouse.shape.context import ShapeContext
from warehouse.shape.errors import ShapeError
from warehouse.shape.meaning import shared_columns

ORIGIN = ("_delivery", "_row")
_SPARSE_FORMATS = ("json", "jsonl")


@dataclass(frozen=True)
class Shaped:
    """A shaped batch, still unmasked, and the delivered columns that the contract does not know."""

    batch: pa.RecordBatch
    dropped_columns: tuple[str, ...]


def shape_batch(raw: pa.RecordBatch, contract: FeedContract, context: ShapeContext) -> Shaped:
    """``raw`` (the department's names, mostly text) as the contract's typed columns and the shared ones.

    ``_problems`` names the rules that a row breaks: ``type:<column>``, ``required:<column>``, ``area_known``,
    ``topic_known``, ``timestamp_future``; ``_raw`` keeps the texts of cells that fit no type, as JSON.
    Raises :class:`ShapeError` where a column of the contract was not delivered.
    """
    _require_columns(raw, contract)
    columns = {
        column.name: to_type(_raw(raw, column.source_name), column, contract.timezone) for column in contract.columns
    }
    known = {column.source_name for column in contract.columns}
    dropped = tuple(name for name in raw.schema.names if name not in known and name not in ORIGIN)
    return Shaped(judged_batch(columns, raw, contract, context), dropped)


def judged_batch(
    columns: dict[str, Typed], origin: pa.RecordBatch, contract: FeedContract, context: ShapeContext
) -> pa.RecordBatch:
    """The contract's typed ``columns`` with the shared ones, each row's problems, and its place in ``origin``."""
    n_rows = origin.num_rows
    shared = shared_columns(columns, contract, context, n_rows)
    wrong = {name: typed.is_wrong for name, typed in columns.items()}
    broken = {
        **{f"type:{name}": mask for name, mask in wrong.items()},
        **_missing(columns, contract),
        **shared.problems,
    }
    return pa.RecordBatch.from_pydict(
        {
            **shared.columns,
            **{column.name: columns[column.name].values.cast(TYPES[column.type]) for column in contract.columns},
            "_problems": _problem_lists(broken, n_rows),
            "_raw": _failed_cells(columns, wrong, n_rows),
            "_delivery": origin.column("_delivery").cast(pa.string()),
            "_row": origin.column("_row").cast(pa.int64()),
        }
    )


def _raw(raw: pa.RecordBatch, name: str) -> pa.Array:
    return raw.column(name) if name in raw.schema.names else pa.nulls(raw.num_rows, pa.string())


def _require_columns(raw: pa.RecordBatch, contract: FeedContract) -> None:
    """JSON leaves empty fields out: there only a required column must occur in every batch."""
    is_sparse = contract.source.format in _SPARSE_FORMATS
    needed = (column.source_name for column in contract.columns if column.required or not is_sparse)
    missing = [name for name in needed if name not in raw.schema.names]
    if missing and raw.num_rows:
        named = ", ".join(missing)
        where = raw.column("_delivery")[0].as_py()
        raise ShapeError(
            f"feed {contract.id}: {where} lacks the column{'s' if len(missing) > 1 else ''} {named}; "
            "ask the department, or change the contract"
        )


def _missing(columns: dict[str, Typed], contract: FeedContract) -> dict[str, pa.Array]:
    """Required cells left empty; what identifies, dates or counts a row is always required."""
    maps = contract.maps
    always = {*maps.record_id, maps.occurred_at, *filter(None, (maps.count, maps.value, maps.capacity))}
    needed = [column.name for column in contract.columns if column.required or column.name in always]
    return {f"required:{name}": pc.is_null(columns[name].text) for name in needed}


def _problem_lists(broken: dict[str, pa.Array], n_rows: int) -> pa.Array:
    """For each row the list of rules it breaks."""
    rules = list(broken)
    masks = np.array([np.asarray(mask.to_numpy(zero_copy_only=False), dtype=bool) for mask in broken.values()])
    rows, which = np.nonzero(masks.T)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n_rows))])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(rules, pa.string()).take(pa.array(which)))


def _failed_cells(columns: dict[str, Typed], wrong: dict[str, pa.Array], n_rows: int) -> pa.Array:
    """JSON of column to text for the cells that fit no type; null for rows without such a cell."""
    cells: dict[int, dict[str, str]] = {}
    for name, mask in wrong.items():
        for row in _rows(mask):
            cells.setdefault(row, {})[name] = columns[name].text[row].as_py()
    found: list[str | None] = [None] * n_rows
    for row, texts in cells.items():
        found[row] = json.dumps(texts, ensure_ascii=False)
    return pa.array(found, pa.string())


def _rows(mask: pa.Array) -> Iterable[int]:
    return (int(row) for row in np.flatnonzero(mask.to_numpy(zero_copy_only=False)))
