"""A stream that remembers its last byte, so that a half-written file is known without reading it twice."""

from __future__ import annotations

import io
from typing import Any, BinaryIO


class TailReader(io.RawIOBase):
    """Reads through to ``stream``."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._last = b"\n"

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; returns the number of bytes, 0 at the end."""
        block = self._stream.read(len(buffer))
        if block:
            buffer[: len(block)] = block
            self._last = block[-1:]
        return len(block)

    @property
    def ends_with_newline(self) -> bool:
        """Whether the last byte read so far is a newline."""
        return self._last in (b"\n", b"\r")
