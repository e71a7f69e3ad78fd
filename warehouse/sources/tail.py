"""Streams between a delivered file and its reader: one remembers how the file ends, one turns it into UTF-8."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO


class TailReader(io.RawIOBase):
    """Reads through to ``stream``, watching for a file that breaks off."""

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


class Utf8Reader(io.RawIOBase):
    """Reads ``stream``, written in ``encoding``, as UTF-8. UnicodeError where it is not in that encoding."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._waiting = b""
        self._is_open = True

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; returns the number of bytes, 0 at the end."""
        while not self._waiting and self._is_open:
            block = self._stream.read(len(buffer))
            self._is_open = bool(block)
            self._waiting = self._decoder.decode(block, final=not block).encode()
        part, self._waiting = self._waiting[: len(buffer)], self._waiting[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
