"""The silver tables: one a feed, derived from its contract."""

from __future__ import annotations

import duckdb

from schemas.contract import Column, FeedContract, Operator
from schemas.errors import HubError

STANDARD_COLUMNS = {
    "record_id": "varchar",
    "occurred_at": "timestamptz",
    "received_at": "timestamptz",
    "area_id": "varchar",
    "topic_id": "varchar",
    "n_events": "bigint",
    "value": "double",
}
RUN_COLUMNS = {"run_id": "varchar", "contract_version": "varchar"}
_TYPES = {
    "string": "varchar",
    "integer": "bigint",
    "number": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamptz",
}


class SilverError(HubError):
    """A silver table that does not fit its contract."""


def masked_columns(contract: FeedContract) -> dict[str, str]:
    """Name and SQL type of every column that leaves masking: the standard ones, then the contract's."""
    own = {column.name: _type(column) for column in contract.columns if not _is_dropped(column)}
    return {**STANDARD_COLUMNS, **own}


def ensure_silver_table(conn: duckdb.DuckDBPyConnection, contract: FeedContract) -> None:
    """Create the feed's table, or add the columns that a newer contract has.

    A column that the contract no longer has stays, null in new rows. Raises :class:`SilverError` where a
    column changed its type.
    """
    missing = missing_columns(conn, contract)
    if len(missing) == len(_wanted(contract)):
        columns = ", ".join(f'"{name}" {kind}' for name, kind in missing.items())
        conn.execute(f'create table if not exists silver."{contract.id}" ({columns})')
        return
    for name, kind in missing.items():
        conn.execute(f'alter table silver."{contract.id}" add column "{name}" {kind}')


def missing_columns(conn: duckdb.DuckDBPyConnection, contract: FeedContract) -> dict[str, str]:
    """Name and type of the contract's columns that the lake lacks; :class:`SilverError` where one changed its type."""
    wanted, present = _wanted(contract), present_columns(conn, contract.id)
    for name, kind in wanted.items():
        if name in present and present[name] != _canonical(kind):
            raise SilverError(
                f"feed {contract.id}: column {name} is {present[name].lower()} in the lake but {kind} in contract "
                f"version {contract.version}; give the column a new name, or keep its type"
            )
    return {name: kind for name, kind in wanted.items() if name not in present}


def present_columns(conn: duckdb.DuckDBPyConnection, feed_id: str) -> dict[str, str]:
    """Name and DuckDB type of the columns of ``silver.<feed_id>``; empty if there is no such table."""
    rows = conn.execute(
        "select column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and schema_name = 'silver' and table_name = ?",
        [feed_id],
    ).fetchall()
    return dict(rows)


def _wanted(contract: FeedContract) -> dict[str, str]:
    return {**masked_columns(contract), **RUN_COLUMNS}


def _type(column: Column) -> str:
    """What masking transforms leaves as text."""
    return "varchar" if column.classification in ("pii", "pii_text") else _TYPES[column.type]


def _is_dropped(column: Column) -> bool:
    return column.pii is not None and column.pii.operator == Operator.DROP


def _canonical(kind: str) -> str:
    return {"timestamptz": "TIMESTAMP WITH TIME ZONE"}.get(kind, kind.upper())
