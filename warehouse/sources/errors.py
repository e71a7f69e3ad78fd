"""What can go wrong while a department's data are pulled."""

from __future__ import annotations

from schemas.errors import HubError


class SourceError(HubError):
    """A delivery that cannot be read: one sentence without any value from the data.

    ``is_retryable``: the same request may succeed later (a file still being written, a busy server).
    """

    def __init__(self, message: str, is_retryable: bool) -> None:
        super().__init__(message)
        self.is_retryable = is_retryable
