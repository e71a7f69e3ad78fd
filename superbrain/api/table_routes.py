"""The endpoints for tables and SQL."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from superbrain.api.errors import ApiError
from superbrain.api.formats import JSON, answer, json_answer, wanted_format
from superbrain.api.parameters import FORMATS, Accept, From, Hub, Limit, Offset, rows_of
from superbrain.api.reading import Reading, reading
from superbrain.api.sql_names import function_names, tables_named
from superbrain.api.table_request import TableRequest
from warehouse.query import without_literals

OWN = ("columns", "limit", "order", "offset")

router = APIRouter(prefix="/v1")


class Sql(BaseModel):
    """A question."""

    sql: str = Field(max_length=20_000, description="One select; every table as layer.name.")


@router.get("/tables")
def list_tables(caller: From, settings: Hub) -> Response:
    """The tables that the caller may read, with their columns and DuckDB's types."""
    with reading(caller, settings) as lake:
        lake.begin("list", "tables", ())
        tables = [
            {"layer": layer, "name": name, "columns": [{"name": c, "type": kind} for c, kind in columns.items()]}
            for (layer, name), columns in lake.window.tables.items()
        ]
    return json_answer({"tables": tables})


@router.get("/tables/{layer}/{name}", responses=FORMATS)
def read_table(
    layer: str,
    name: str,
    request: Request,
    caller: From,
    settings: Hub,
    columns: Annotated[str, Query(description="Columns, by commas; without it, all.")] = "",
    order: Annotated[str, Query(description="Columns to order by, by commas; `-` before one: greatest first.")] = "",
    limit: Limit = None,
    offset: Offset = 0,
    accept: Accept = JSON,
) -> Response:
    """Rows of one table as JSON, CSV or an Arrow stream.

    Every other parameter is a filter: `area_id=YL-01` (twice: either value), `day_from=2026-01-01` and
    `day_to=2026-01-31` (both ends included), for any column.
    """
    kind, wanted = wanted_format(accept), rows_of(limit, settings)
    filters = [(key, value) for key, value in request.query_params.multi_items() if key not in OWN]
    with reading(caller, settings) as lake:
        asked = TableRequest(
            (layer, name), lake.columns((layer, name)), _names(columns), filters, _names(order), wanted + 1, offset
        )
        sql, parameters = asked.select()
        _require_types(lake, asked)
        lake.begin("read", asked.as_text(), [asked.name])
        found = lake.fetch(sql, parameters, wanted + 1)
    return answer(found.slice(0, wanted), kind, offset + wanted if found.num_rows > wanted else None)


@router.post("/query", responses=FORMATS)
def run_sql(asked: Sql, caller: From, settings: Hub, accept: Accept = JSON) -> Response:
    """The answer to one select over the tables that the caller may read."""
    kind, names = wanted_format(accept), tables_named(asked.sql)
    with reading(caller, settings) as lake:
        for name in sorted(names):
            lake.columns(name)
        lake.begin("query", without_literals(asked.sql, lake.window.words() | function_names()), names)
        found = lake.fetch(asked.sql)
    return answer(found, kind)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")] if text else []


def _require_types(lake: Reading, asked: TableRequest) -> None:
    for name, kind, value in asked.checks():
        row = lake.conn.execute(f"select try_cast(? as {kind}) is null", [value]).fetchone()
        if row is None or row[0]:
            raise ApiError(422, f"{name} takes a {kind}, and this is none")
