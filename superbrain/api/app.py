"""The application: its endpoints, and what it says where it does not answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from schemas.settings import Settings
from superbrain.api import table_routes, warning_routes
from superbrain.api.callers import Door
from superbrain.api.errors import ApiError, RefusedError
from superbrain.api.formats import json_answer
from superbrain.api.health import Health
from superbrain.api.middleware import Guard
from superbrain.api.reading import log

AT_ONCE = 4
"""Reads at the same time; more wait."""
STATUSES: tuple[int, ...] = (400, 401, 403, 404, 406, 413, 422, 429, 503)


class Problem(BaseModel):
    """Why there is no answer, in one sentence."""

    error: str


class State(BaseModel):
    """``ok`` or ``degraded``."""

    status: str


def make_app(settings: Settings) -> FastAPI:
    """The API of the hub of these settings. It has no documentation pages: theirs load scripts from elsewhere."""
    problems: dict[int | str, dict[str, Any]] = {status: {"model": Problem} for status in STATUSES}
    app = FastAPI(
        title="City super-brain",
        version=version("city-super-brain"),
        description="Reads what the hub holds. Every read is in audit.access_log before it is answered.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_few_threads,
        responses=problems,
    )
    app.state.settings, app.state.door, health = settings, Door(settings), Health(settings)
    app.include_router(table_routes.router)
    app.include_router(warning_routes.router)

    @app.get("/v1/health", response_model=State)
    async def say_health() -> Response:
        """Whether the API can do its work; needs no token."""
        is_ok = await anyio.to_thread.run_sync(health.is_ok, limiter=anyio.CapacityLimiter(1))
        return json_answer({"status": "ok" if is_ok else "degraded"}, 200 if is_ok else 503)

    app.add_exception_handler(ApiError, _unanswered)
    app.add_exception_handler(HTTPException, _unanswered)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Guard)
    return app


@asynccontextmanager
async def _few_threads(_: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = AT_ONCE
    yield


def _unanswered(request: Request, error: Exception) -> Response:
    """One sentence; a known user's refusal is logged first, and stands whether or not that succeeds."""
    if isinstance(error, RefusedError):
        _log_refusal(request.app.state.settings, error)
    if isinstance(error, HTTPException):
        return json_answer({"error": _sentence(error)}, error.status_code, dict(error.headers or {}))
    assert isinstance(error, ApiError)
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "60"}, 503: {"Retry-After": "30"}}
    return json_answer({"error": str(error)}, error.status, headers.get(error.status))


def _log_refusal(settings: Settings, error: RefusedError) -> None:
    own = settings.model_copy(update={"lock_timeout_seconds": settings.api_seconds})
    try:
        log(own, error.user, "refused", error.what)
    except ApiError:
        return


def _sentence(error: HTTPException) -> str:
    said = {404: "there is nothing here: /v1/openapi.json says what there is", 405: "this can only be read"}
    return said.get(error.status_code, str(error.detail))


def _invalid(_: Request, error: Exception) -> Response:
    """Names the field, never what was sent."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["loc"] == ("body",) or first["type"] == "json_invalid":
        return json_answer({"error": 'the body is JSON like {"sql": "select …"}, sent as application/json'}, 422)
    return json_answer({"error": f"{'.'.join(map(str, first['loc']))}: {first['msg']}"}, 422)
