"""Which tables and functions a select names, by DuckDB's own parser; what cannot be told is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from superbrain.api.errors import ApiError
from warehouse.query import QueryError, require_select

TableName = tuple[str, str]
"""Layer and name."""
FUNCTIONS = Path(__file__).parent / "functions.yaml"
KINDS = {
    "SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE",
    "BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY", "TABLE_FUNCTION", "EXPRESSION_LIST", "PIVOT",
}  # fmt: skip
"""What a query may be made of. ``SHOW_REF`` is not among them: it lists every table there is."""
_PLAIN = re.compile(r"[a-z_]\w*")


def tables_named(sql: str) -> set[TableName]:
    """The tables of one select, in small letters; names of its own (``with``) left out.

    :raises ApiError: 400 it is not one select, or calls or names what a query over the API may not.
    """
    conn = _parser().cursor()
    parts = list(_parts(_parsed(conn, sql)))
    _require_known(parts)
    own = _own_names(conn, parts)
    named = {_table(part, own) for part in parts if part.get("type") == "BASE_TABLE"}
    return {name for name in named if name is not None}


def function_names() -> frozenset[str]:
    """Every function that a query may call."""
    return _functions()["tables"] | _functions()["values"]


def _parsed(conn: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    try:
        require_select(sql)
    except QueryError as error:
        raise ApiError(400, str(error)) from None
    try:
        row = conn.execute("select json_serialize_sql(?)", [sql]).fetchone()
    except duckdb.Error:
        row = None
    tree: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if tree["error"] or len(tree["statements"]) != 1:
        raise ApiError(400, "what this query reads cannot be told: write it as a plain select")
    return tree


def _parts(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)


def _own_names(conn: duckdb.DuckDBPyConnection, parts: list[dict[str, Any]]) -> set[str]:
    """Names that ``with`` gives. One of DuckDB's own views may not be among them: outside its scope it is that view."""
    own = {entry["key"].lower() for part in parts for entry in (part.get("cte_map") or {}).get("map", ())}
    taken = {row[0] for row in conn.execute("select view_name from duckdb_views() where internal").fetchall()}
    if own & taken or not all(_PLAIN.fullmatch(name) for name in own):
        raise ApiError(400, "a name after `with` is a plain word, and none of DuckDB's own views")
    return own


def _table(part: dict[str, Any], own: set[str]) -> TableName | None:
    catalog, layer, name = (part[f"{key}_name"].lower() for key in ("catalog", "schema", "table"))
    if not catalog and not layer and name in own:
        return None
    if catalog or not layer or not _PLAIN.fullmatch(name):
        raise ApiError(400, "a query names its tables as layer.name, like gold.event_daily")
    return layer, name


def _require_known(parts: list[dict[str, Any]]) -> None:
    if any("sample" in part and part.get("type") not in KINDS for part in parts):
        raise ApiError(400, "a query over the API is a plain select: /v1/tables says which tables there are")
    if any(part.get("class") == "PARAMETER" for part in parts):
        raise ApiError(400, "a query over the API takes no parameters: write the values into it")
    after_from = {id(part["function"]) for part in parts if part.get("type") == "TABLE_FUNCTION"}
    for part in parts:
        if "function_name" in part:
            _require_function(part["function_name"].lower(), "tables" if id(part) in after_from else "values")


def _require_function(name: str, use: str) -> None:
    if name not in _functions()[use]:
        shown = f"the function {name[:60]}" if _PLAIN.fullmatch(name) else "this operator"
        raise ApiError(400, f"a query over the API may not use {shown}{' after from' * (use == 'tables')}")


@lru_cache(maxsize=1)
def _parser() -> duckdb.DuckDBPyConnection:
    """A database that holds nothing and reaches nothing, to parse with."""
    return duckdb.connect(config={"enable_external_access": False})


@lru_cache(maxsize=1)
def _functions() -> dict[str, frozenset[str]]:
    """Names by use: ``tables`` after ``from``, ``values`` elsewhere."""
    lists: dict[str, list[str]] = yaml.safe_load(FUNCTIONS.read_text(encoding="utf-8"))
    values = frozenset(name for group, names in lists.items() if group != "tables" for name in names)
    return {"tables": frozenset(lists["tables"]), "values": values}
