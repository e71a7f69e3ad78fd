"""The drop folder: files that departments leave, one a day or one for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from warehouse.sources.delivery import read_delivery
from warehouse.sources.errors import SourceError
from warehouse.sources.request import Request

UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
"""Endings that a sender uses while a file is still being written."""


def pull_files(request: Request) -> Iterator[pa.RecordBatch]:
    """The rows of each dated file, or of the one file. ``*`` in the file name takes every match, in order of name."""
    for location in request.locations:
        for path in _files(Path(location)):
            yield from _read(path, request)


def _files(wanted: Path) -> list[Path]:
    found = sorted(path for path in wanted.parent.glob(wanted.name) if path.is_file() and not _is_unfinished(path))
    if not found:
        if any(_is_unfinished(path) for path in wanted.parent.glob(f"*{wanted.name.strip('*')}*")):
            raise SourceError(f"{wanted.name} is still being written in {wanted.parent}", is_retryable=True)
        raise SourceError(f"{wanted.name} has not arrived in {wanted.parent}", is_retryable=True)
    return found


def _is_unfinished(path: Path) -> bool:
    return path.suffix.lower() in UNFINISHED or path.name.startswith((".", "~$"))


def _read(path: Path, request: Request) -> Iterator[pa.RecordBatch]:
    """Batches of one file; SourceError where the file changes while it is read."""
    try:
        before = path.stat()
        with path.open("rb") as stream:
            yield from read_delivery(stream, request.source, path.name, request.settings.batch_rows)
        after = path.stat()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"{path.name} cannot be read: {reason}", is_retryable=True) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise SourceError(f"{path.name} changed while it was read", is_retryable=True)
