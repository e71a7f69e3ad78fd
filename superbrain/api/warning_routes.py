"""The endpoints under ``/v1/warnings``."""

from __future__ import annotations

import json
import re
from typing import Annotated

from fastapi import APIRouter, Query, Response

from schemas.settings import REPO
from superbrain.api.errors import ApiError
from superbrain.api.formats import JSON, answer, json_answer, wanted_format
from superbrain.api.parameters import FORMATS, Accept, From, Hub, Limit, Offset, rows_of
from superbrain.api.reading import reading

WARNINGS = (REPO / "brain" / "warn" / "sql" / "listed.sql").read_text(encoding="utf-8")
"""That of ``superbrain warning list``, read as a file: :mod:`brain.warn.life` imports much that an API need not."""
WARNING, EVENTS = ("brain", "warning"), ("brain", "warning_event")
_ID = re.compile(r"[A-Za-z_]{1,40}-20[0-9]{6}-[0-9a-f]{6}")

router = APIRouter(prefix="/v1")


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
    kind, wanted = wanted_format(accept), rows_of(limit, settings)
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
