"""The rows that a window left in the lake, accepted and quarantined, as a source of masked rows for its replay."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from privacy.policy import policy_version
from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.lake import open_lake
from warehouse.load import MaskedRows
from warehouse.plan import run_id_of
from warehouse.record import RunError
from warehouse.script import render, set_variables
from warehouse.shape import reshape_batch, shape_context
from warehouse.silver import masked_columns, present_columns


def stored_rows(contract: FeedContract, window: Window, settings: Settings) -> Iterator[MaskedRows]:
    """What a succeeded run of exactly this window stored: its accepted rows, then its quarantined ones, shaped again.

    :raises RunError: the contract masks otherwise than it did then, so that only the department's rows will do.
    """
    run_id = run_id_of(contract, window)
    with open_lake(settings) as conn:
        _require_same_masking(conn, contract, run_id)
        n_duplicate = _n_duplicate(conn, run_id)
        for batch in _accepted(conn, contract, run_id, settings.batch_rows):
            yield MaskedRows(batch, None)
        quarantined = _quarantined(conn, contract, run_id)
    context = shape_context(contract, settings)
    yield MaskedRows(reshape_batch(quarantined, contract, context), None, n_duplicate=n_duplicate)


def _require_same_masking(conn: duckdb.DuckDBPyConnection, contract: FeedContract, run_id: str) -> None:
    then = conn.execute(
        "select policy_version from audit.masking_log where run_id = ? order by seq desc limit 1", [run_id]
    ).fetchone()
    if then is not None and then[0] != policy_version(contract):
        _, first, last = run_id.rsplit(":", 2)
        raise RunError(
            f"feed {contract.id}: its contract masks otherwise than when these rows were stored; "
            f"load them from the department: superbrain feed run {contract.id} --from {first} --to {last}"
        )


def _n_duplicate(conn: duckdb.DuckDBPyConnection, run_id: str) -> int:
    row = conn.execute("select n_duplicate from ops.run where run_id = ? and state = 'succeeded'", [run_id]).fetchone()
    if row is None:
        raise RunError(f"run {run_id} has stored nothing to replay")
    return int(row[0])


def _accepted(
    conn: duckdb.DuckDBPyConnection, contract: FeedContract, run_id: str, batch_rows: int
) -> Iterator[pa.RecordBatch]:
    present = present_columns(conn, contract.id)
    listed = ", ".join(f'"{name}"' for name in masked_columns(contract) if name in present)
    rows = conn.execute(
        f'select {listed}, []::varchar[] as _problems from silver."{contract.id}" where run_id = ?', [run_id]
    )
    yield from rows.to_arrow_reader(batch_rows)


def _quarantined(conn: duckdb.DuckDBPyConnection, contract: FeedContract, run_id: str) -> pa.RecordBatch:
    query = render("stored_quarantine.sql", columns=list(masked_columns(contract)))
    set_variables(conn, run_id=run_id)
    rows = conn.execute(query).to_arrow_table()
    return rows.combine_chunks().to_batches()[0] if rows.num_rows else pa.RecordBatch.from_pylist([], rows.schema)
