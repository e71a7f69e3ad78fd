"""Raw records behind an approved break-glass request: read from the department anew, given back, stored nowhere."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from privacy.breakglass import BreakGlassError, Request
from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.lake import open_lake
from warehouse.shape import shape_batch, shape_context
from warehouse.sources import pull


def read_raw(request: Request, contract: FeedContract, settings: Settings) -> pa.Table:
    """The request's columns of its records, unmasked, one row a record: the last that the department delivers.

    Call it after the use has been logged. :class:`BreakGlassError` where the department delivers a record no more.
    """
    with open_lake(settings) as conn:
        windows = record_windows(conn, contract, request.records)
    context = shape_context(contract, settings)
    wanted, names = pa.array(request.records, pa.string()), ["record_id", *request.columns]
    found: dict[str, dict[str, object]] = {}
    for window in windows:
        for raw in pull(contract, window, settings):
            batch = shape_batch(raw, contract, context).batch
            rows = batch.filter(pc.is_in(batch.column("record_id"), value_set=wanted)).select(names).to_pylist()
            found.update({row["record_id"]: row for row in rows})
    if missing := [record for record in request.records if record not in found]:
        raise BreakGlassError(f"the department delivers {', '.join(missing)} of {request.what} no more")
    return pa.Table.from_pylist([found[record] for record in request.records])


def record_windows(conn: duckdb.DuckDBPyConnection, contract: FeedContract, records: tuple[str, ...]) -> list[Window]:
    """The windows in which the records came; :class:`BreakGlassError` for a record that the table does not hold."""
    rows = conn.execute(
        f'select s.record_id, r.window_start, r.window_end from silver."{contract.id}" as s'
        " inner join ops.run as r on s.run_id = r.run_id where s.record_id in (select unnest(?))",
        [list(records)],
    ).fetchall()
    if missing := set(records) - {row[0] for row in rows}:
        raise BreakGlassError(f"silver.{contract.id} holds no record {', '.join(sorted(missing))}")
    return [Window(start, end) for start, end in sorted({row[1:] for row in rows})]


def require_columns(contract: FeedContract, columns: tuple[str, ...]) -> None:
    """:class:`BreakGlassError` for a column that the contract does not know."""
    known = [column.name for column in contract.columns]
    if unknown := [name for name in columns if name not in known]:
        raise BreakGlassError(f"feed {contract.id} has no column {', '.join(unknown)}; there are {', '.join(known)}")
