"""What holds for every request: nothing is stored on the way, bodies are small, and no mistake of ours is shown."""

from __future__ import annotations

import logging
import traceback

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from superbrain.api.formats import json_answer

MAX_BODY = 64 * 1024
HEADERS = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_log = logging.getLogger(__name__)


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; an error that nobody took becomes a 500 of one sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun, n_received = False, 0

        async def counted() -> Message:
            nonlocal n_received
            message = await receive()
            n_received += len(message.get("body", b""))
            if n_received > MAX_BODY:
                raise HTTPException(413, f"a request's body has at most {MAX_BODY:,} bytes")
            return message

        async def guarded(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        try:
            await self._app(scope, counted, guarded)
        except Exception as error:
            if has_begun:
                raise
            await _mistake(error)(scope, receive, guarded)


def _mistake(error: Exception) -> ASGIApp:
    place = traceback.extract_tb(error.__traceback__)[-1]
    # its message may hold a value that was read
    _log.error("%s at %s:%d", type(error).__name__, place.filename, place.lineno)
    return json_answer({"error": "the hub made a mistake: its log says where"}, 500)
