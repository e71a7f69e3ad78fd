"""Shapes rows that were masked and stored already, by today's contract: what a replay does with a quarantined row."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract import Column, FeedContract
from warehouse.shape.batch import judged_batch
from warehouse.shape.columns import TYPES, Typed, to_type
from warehouse.shape.context import ShapeContext

KEPT = ("record_id", "received_at")
"""What a row is called, and when it came, no contract changes afterwards."""


def reshape_batch(stored: pa.RecordBatch, contract: FeedContract, context: ShapeContext) -> pa.RecordBatch:
    """Stored rows as a masked batch with the problems that they have by today's contract.

    ``stored`` holds texts under the contract's own names and the shared ones, ``_problems`` (lists), ``_raw``,
    ``_delivery`` and ``_row``. Cells that once fitted no type are read again from ``_raw``. Masked columns stay as they
    are, with the problems that they had.
    """
    cells = [json.loads(raw) if raw and raw.startswith("{") else {} for raw in stored.column("_raw").to_pylist()]
    columns = {column.name: _again(stored, column, cells, contract.timezone) for column in contract.columns}
    judged = judged_batch(columns, stored, contract, context)
    masked = {name: columns[name].text for name in _masked(contract)}
    kept = {name: stored.column(name).cast(judged.schema.field(name).type) for name in KEPT}
    area = pc.coalesce(judged.column("area_id"), stored.column("area_id"))
    problems = _problems(judged.column("_problems"), stored.column("_problems"), area, contract)
    fields = dict(zip(judged.schema.names, judged.columns, strict=True))
    return pa.RecordBatch.from_pydict({**fields, **masked, **kept, "area_id": area, "_problems": problems})


def _masked(contract: FeedContract) -> list[str]:
    return [column.name for column in contract.columns if column.classification in ("pii", "pii_text")]


def _again(stored: pa.RecordBatch, column: Column, cells: list[dict[str, str]], timezone: str) -> Typed:
    """The stored value, else the failed cell's text: the former is in the hub's form, the latter the department's."""
    kept = _texts(stored, column.name)
    if column.classification in ("pii", "pii_text"):
        return Typed(pa.nulls(len(kept), TYPES[column.type]), kept, pa.repeat(False, len(kept)))
    mapped = set(column.value_map.values())
    plain = column.model_copy(
        update={"date_format": None, "value_map": {k: v for k, v in column.value_map.items() if k not in mapped}}
    )
    known = to_type(kept, plain, timezone)
    failed = to_type(pa.array([row.get(column.name) for row in cells], pa.string()), column, timezone)
    return Typed(
        pc.coalesce(known.values, failed.values),
        pc.coalesce(known.text, failed.text),
        pc.or_(known.is_wrong, failed.is_wrong),
    )


def _texts(stored: pa.RecordBatch, name: str) -> pa.Array:
    return stored.column(name) if name in stored.schema.names else pa.nulls(stored.num_rows, pa.string())


def _problems(now: pa.Array, before: pa.Array, area: pa.Array, contract: FeedContract) -> pa.Array:
    """Today's problems, and earlier ones of masked cells, whose content cannot be judged again."""
    masked = {f"type:{name}" for name in _masked(contract)}
    lists = [
        [rule for rule in today if rule != "area_known" or place is None] + sorted(masked & set(once or []))
        for today, once, place in zip(now.to_pylist(), before.to_pylist(), area.to_pylist(), strict=True)
    ]
    return pa.array(lists, pa.list_(pa.string()))
