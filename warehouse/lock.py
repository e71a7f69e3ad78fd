"""The lock under which every commit to the lake is made.

A SQLite catalog has one writer, so processes of one machine queue at a file. A PostgreSQL catalog is shared by several
machines, so there they queue at an advisory lock of that database as well: windows are planned, books moved and ledger
sequence numbers given as if there were one writer. Either lock is freed by the system when its holder dies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg2
from filelock import FileLock, Timeout

from schemas.errors import HubError
from schemas.settings import Settings

POSTGRES = "postgres:"
_LOCK_NAME = "superbrain lake commit"


class LakeError(HubError):
    """The lake cannot be opened, locked or written."""


@contextmanager
def locked(settings: Settings, folder: Path) -> Iterator[None]:
    """Hold the file lock in ``folder`` and, for a PostgreSQL catalog, the catalog's own.

    :raises LakeError: another writer held it for ``settings.lock_timeout_seconds``, or the catalog cannot be reached.
    """
    lock = FileLock(folder / "commit.lock", timeout=settings.lock_timeout_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise LakeError(_waited(settings, f"lock {lock.lock_file}")) from error
    try:
        with _catalog_lock(settings) if settings.catalog.startswith(POSTGRES) else nullcontext():
            yield
    finally:
        lock.release()


@contextmanager
def _catalog_lock(settings: Settings) -> Iterator[None]:
    """A session lock of the catalog's database, see PostgreSQL's manual, section 13.3.5."""
    try:
        session = psycopg2.connect(settings.catalog.removeprefix(POSTGRES))
    except psycopg2.OperationalError:
        raise LakeError("cannot reach the lake's PostgreSQL catalog: see SUPERBRAIN_CATALOG") from None
    try:
        session.autocommit = True
        with session.cursor() as cursor:
            cursor.execute("select set_config('lock_timeout', %s, false)", [f"{settings.lock_timeout_seconds:.3f}s"])
            cursor.execute("select pg_advisory_lock(hashtext(%s))", [_LOCK_NAME])
        yield
    except psycopg2.errors.LockNotAvailable:
        raise LakeError(_waited(settings, "advisory lock of the catalog")) from None
    finally:
        session.close()


def _waited(settings: Settings, which: str) -> str:
    return (
        f"another process has been writing to the lake for {settings.lock_timeout_seconds:.0f} s "
        f"({which}): wait for it or end it, then run again"
    )
