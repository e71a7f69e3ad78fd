"""The stage: where a window's masked rows wait, in memory, until they are checked and published.

Everything here is masked already. The stage is a DuckDB in memory that spills under ``home``; the lake is attached
to the same connection only for the moment of publishing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from schemas.contract import FeedContract
from schemas.settings import Settings
from warehouse.connection import connect
from warehouse.silver import masked_columns

_ORIGIN_COLUMNS = {"_problems": "varchar[]", "_raw": "varchar", "_delivery": "varchar", "_row": "bigint"}
_DEDUPLICATE = (Path(__file__).parent / "stage_deduplicate.sql").read_text()


class Stage:
    """The rows of one window: table ``arrived`` as delivered, then ``staged`` with one row a record_id."""

    def __init__(self, conn: duckdb.DuckDBPyConnection, contract: FeedContract) -> None:
        self.conn = conn
        self.contract = contract
        self.columns = masked_columns(contract)
        self.n_pulled = 0
        kinds = {**self.columns, **_ORIGIN_COLUMNS, "_position": "bigint"}
        listed = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
        conn.execute(f"create table arrived ({listed})")

    def append(self, batch: pa.RecordBatch, n_left_out: int = 0) -> None:
        """Add one masked batch; columns that it lacks are null. ``n_left_out`` more were pulled: known duplicates."""
        position = pa.array(np.arange(self.n_pulled, self.n_pulled + batch.num_rows))
        known = [name for name in (*self.columns, *_ORIGIN_COLUMNS) if name in batch.schema.names]
        incoming = pa.Table.from_batches([batch.select(known)]).append_column("_position", position)
        self.conn.register("incoming", incoming)
        self.conn.execute("insert into arrived by name select * from incoming")
        self.conn.unregister("incoming")
        self.n_pulled += batch.num_rows + n_left_out

    def deduplicate(self) -> int:
        """Fill ``staged``: the last of each record_id by (received_at, position). Returns the rows left out.

        A row without a record_id is one of its own, named by delivery and position.
        """
        self.conn.execute(_DEDUPLICATE)
        self.conn.execute("drop table arrived")
        row = self.conn.execute("select count(*) from staged").fetchone()
        return self.n_pulled - (int(row[0]) if row else 0)


@contextmanager
def open_stage(contract: FeedContract, settings: Settings) -> Iterator[Stage]:
    """An empty stage for one window of the feed."""
    conn = connect(settings)
    try:
        yield Stage(conn, contract)
    finally:
        conn.close()
