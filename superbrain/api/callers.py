"""Who calls: the token of a request, checked, counted, and turned into a user and a role."""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import UTC, datetime

from privacy.private_files import KeyFileError
from schemas.settings import Settings
from superbrain.api.errors import ApiError, RefusedError
from superbrain.api.roles import Role, api_roles
from superbrain.api.tokens import Token, TokenStore

MINUTE = 60.0


@dataclass(frozen=True)
class Caller:
    """Who asks, as the access log names them, and what they may read."""

    user: str
    role: Role


class Door:
    """Lets callers in."""

    def __init__(self, settings: Settings) -> None:
        self._store = TokenStore(settings)
        self._per_minute = settings.api_reads_per_minute
        self._times: dict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def admit(self, text: str) -> Caller:
        """Whose token this is.

        :raises RefusedError: 401 the token has ended, 403 its role reads nothing.
        :raises ApiError: 401 no such token, 429 too many requests, 503 the tokens cannot be read.
        """
        token = self._known(text)
        self._count(token.token_id)
        state, role = token.state_at(datetime.now(UTC)), api_roles().get(token.role)
        if state != "valid":
            raise RefusedError(401, f"this token is {state}: ask for a new one", token.user, f"a token that is {state}")
        if role is None:
            raise RefusedError(403, "the role of this token reads nothing", token.user, "a role that reads nothing")
        return Caller(token.user, role)

    def _known(self, text: str) -> Token:
        try:
            token = self._store.find(text)
        except (KeyFileError, OSError):
            raise ApiError(503, "tokens cannot be checked: see `superbrain doctor`") from None
        if token is None:
            raise ApiError(401, "this needs a token that is in force, sent as `Authorization: Bearer TOKEN`")
        return token

    def _count(self, token_id: str) -> None:
        now = time.monotonic()
        with self._lock:
            times = self._times[token_id]
            while times and times[0] <= now - MINUTE:
                times.popleft()
            if len(times) >= self._per_minute:
                raise ApiError(429, f"this token has made {self._per_minute} requests in a minute: wait for the next")
            times.append(now)
