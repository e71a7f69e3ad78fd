"""What the API answers when it does not answer: a status and one sentence."""

from __future__ import annotations

from schemas.errors import HubError


class ApiError(HubError):
    """A request that is not answered. ``status``: the HTTP status that says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class RefusedError(ApiError):
    """A known user asks for what is not theirs; ``what`` is what the access log says of it, free of values."""

    def __init__(self, status: int, sentence: str, user: str, what: str) -> None:
        super().__init__(status, sentence)
        self.user = user
        self.what = what
