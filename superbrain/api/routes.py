"""The endpoints under ``/v1`` that read for a caller."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from schemas.settings import REPO, Settings
from superbrain.api.callers import Caller
from superbrain.api.errors import ApiError
from superbrain.api.formats import ARROW, CSV, JSON, answer, json_answer, wanted_format
from superbrain.api.reading import Reading, reading
from superbrain.api.sql_names import function_names, tables_named
from superbrain.api.table_request import TableRequest
from warehouse.query import without_literals

DEFAULT_ROWS = 1_000
OWN = ("columns", "limit", "order", "offset")
WARNINGS = (REPO / "superbrain" / "api" / "sql" / "warnings.sql").read_text(encoding="utf-8")
WARNING, EVENTS = ("brain", "warning"), ("brain", "warning_event")
_ID = re.compile(r"\w{1,40}-\d{8}-[0-9a-f]{6}")
FORMATS: dict[int | str, dict[str, Any]] = {200: {"content": {JSON: {}, CSV: {}, ARROW: {}}}}

router = APIRouter(prefix="/v1")
_bearer = HTTPBearer(auto_error=False, description="Made by `superbrain api token`.")


class Sql(BaseModel):
    """A question."""

    sql: str = Field(max_length=20_000, description="One select; every table as layer.name.")


def _caller(request: Request, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
    caller: Caller = request.app.state.door.admit(sent.credentials if sent else "")
    return caller


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


From = Annotated[Caller, Depends(_caller)]
Hub = Annotated[Settings, Depends(_settings)]
Accept = Annotated[str, Header()]
Limit = Annotated[int | None, Query(ge=1, description="Rows at most; without it, 1,000.")]
Offset = Annotated[int, Query(ge=0, le=2**53, description="Rows to leave out: `next_offset` of the page before.")]


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
    kind, wanted = wanted_format(accept), _rows(limit, settings)
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


@router.get("/warnings", responses=FORMATS)
def list_warnings(
    caller: From,
    settings: Hub,
    state: Annotated[str, Query(description="live: not ended; or one state; empty: all.")] = "live",
    colour: Annotated[str, Query(description="red, orange, yellow or grey.")] = "",
    city_id: str = "",
    limit: Limit = None,
    offset: Offset = 0,
    accept: Accept = JSON,
) -> Response:
    """Warnings without their evidence, most pressing first."""
    kind, wanted = wanted_format(accept), _rows(limit, settings)
    asked = {"city_id": city_id, "colour": colour, "state": state}
    with reading(caller, settings) as lake:
        lake.columns(WARNING)
        for key, value in asked.items():
            lake.conn.execute(f"set variable {key} = ?", [value or None])
        lake.begin("read", "brain.warning", [WARNING])
        found = lake.fetch(f"{WARNINGS} limit {wanted + 1} offset {offset}", max_rows=wanted + 1)
    return answer(found.slice(0, wanted), kind, offset + wanted if found.num_rows > wanted else None)


@router.get("/warnings/{warning_id}")
def show_warning(warning_id: str, caller: From, settings: Hub) -> Response:
    """One warning with its evidence and its history."""
    with reading(caller, settings) as lake:
        for name in (WARNING, EVENTS):
            lake.columns(name)
        if not _ID.fullmatch(warning_id):
            raise ApiError(404, "there is no such warning: /v1/warnings says which there are")
        lake.begin("read", f"brain.warning, brain.warning_event: {warning_id}", [WARNING, EVENTS])
        found = lake.fetch("select * from brain.warning where warning_id = ?", [warning_id]).to_pylist()
        if not found:
            raise ApiError(404, "there is no such warning: /v1/warnings says which there are")
        history = lake.fetch("select * from brain.warning_event where warning_id = ? order by seq", [warning_id])
    evidence = json.loads(found[0]["evidence"] or "{}")
    return json_answer({**found[0], "evidence": evidence, "events": history.to_pylist()})


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")] if text else []


def _rows(limit: int | None, settings: Settings) -> int:
    if limit is None:
        return min(DEFAULT_ROWS, settings.api_max_rows)
    if limit > settings.api_max_rows:
        raise ApiError(413, f"one answer has at most {settings.api_max_rows:,} rows: ask page by page")
    return limit


def _require_types(lake: Reading, asked: TableRequest) -> None:
    for name, kind, value in asked.checks():
        row = lake.conn.execute(f"select try_cast(? as {kind}) is null", [value]).fetchone()
        if row is None or row[0]:
            raise ApiError(422, f"{name} takes a {kind}, and this is none")
