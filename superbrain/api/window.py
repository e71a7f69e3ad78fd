"""What a role sees of the lake: its layers' tables as views, with its rows and without the columns that stay inside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from superbrain.api.roles import Role
from superbrain.api.sql_names import TableName
from warehouse.connection import LAKE
from warehouse.serving import EXCLUDED

Columns = dict[str, str]
"""DuckDB's type of each column, in order."""
SCOPE = "scope_id"
"""The dashboards' column of districts and cities (``dashboards/assets/parts/scope.sql``): an area and all within it."""


@dataclass(frozen=True)
class Window:
    """The tables of a role's layers. ``withheld``: those whose rows cannot be told apart for a role with ``rows``."""

    tables: dict[TableName, Columns]
    withheld: frozenset[TableName]

    def words(self) -> set[str]:
        """Names of layers, tables and columns: what the access log may repeat of a query."""
        return {word for name, columns in self.tables.items() for word in (*name, *columns)}


def look(conn: duckdb.DuckDBPyConnection, role: Role) -> Window:
    """What ``role`` may read of the lake that ``conn`` has attached."""
    found: dict[TableName, Columns] = defaultdict(dict)
    rows = conn.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() where database_name = ?"
        " and schema_name in (select unnest(?)) order by schema_name, table_name, column_index",
        [LAKE, list(role.layers)],
    ).fetchall()
    for layer, name, column, kind in rows:
        if column not in EXCLUDED.get((layer, name), ()):
            found[layer, name][column] = kind
    withheld = frozenset(name for name, columns in found.items() if _rows_of(role, name, columns) is None)
    return Window({name: columns for name, columns in found.items() if name not in withheld}, withheld)


def open_window(conn: duckdb.DuckDBPyConnection, role: Role, window: Window, names: Iterable[TableName]) -> None:
    """Makes a view of each of ``names`` and lets plain names mean these alone."""
    for layer, name in sorted(names):
        columns = window.tables[layer, name]
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = _rows_of(role, (layer, name), columns)
        conn.execute(f"create schema if not exists memory.{layer}")
        conn.execute(f"create view memory.{layer}.{name} as select {listed} from {LAKE}.{layer}.{name} where {rows}")
    conn.execute("use memory")


def _rows_of(role: Role, name: TableName, columns: Columns) -> str | None:
    """The condition that a row of the table is the role's; None where no column says so."""
    if role.rows is None:
        return "true"
    column, value = role.rows[0], "'" + role.rows[1].replace("'", "''") + "'"
    if column in columns:
        return f'"{column}" = {value}'
    if column == SCOPE:
        within = f"area_id in (select area_id from {LAKE}.ref.area_closure where ancestor_id = {value})"
        if "area_id" in columns:
            return within
        if name == ("brain", "warning_event"):
            return f"warning_id in (select warning_id from {LAKE}.brain.warning where {within})"
    return "true" if name[0] == "ref" else None
