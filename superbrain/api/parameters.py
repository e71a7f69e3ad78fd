"""What endpoints take from a request: the caller, the hub's settings, the format and the page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from schemas.settings import Settings
from superbrain.api.callers import Caller
from superbrain.api.errors import ApiError
from superbrain.api.formats import ARROW, CSV, JSON

DEFAULT_ROWS = 1_000
FORMATS: dict[int | str, dict[str, Any]] = {200: {"content": {JSON: {}, CSV: {}, ARROW: {}}}}
_bearer = HTTPBearer(auto_error=False, description="Made by `superbrain api token`.")


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


def rows_of(limit: int | None, settings: Settings) -> int:
    """How many rows a page has. :raises ApiError: 413 more than one answer may have."""
    if limit is None:
        return min(DEFAULT_ROWS, settings.api_max_rows)
    if limit > settings.api_max_rows:
        raise ApiError(413, f"one answer has at most {settings.api_max_rows:,} rows: ask page by page")
    return limit
