"""The lake, as every other module opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import duckdb

from schemas.settings import Settings
from warehouse.connection import attach_lake, commit_lock, connect, transaction
from warehouse.initialise import initialise_lake
from warehouse.lock import LakeError

__all__ = ["LakeError", "initialise_lake", "open_lake", "transaction"]


@contextmanager
def open_lake(settings: Settings, write: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection whose default catalog is the lake (``silver.x``, ``gold.x`` … resolve).

    The lake is made on first use. Without ``write`` it is attached read-only. ``write=True`` holds the commit
    lock for as long as the context lives: compute before, take the lock late. Raises :class:`LakeError`.
    """
    initialise_lake(settings)
    with commit_lock(settings) if write else nullcontext():
        conn = connect(settings)
        try:
            attach_lake(conn, settings, read_only=not write)
            yield conn
        finally:
            conn.close()
