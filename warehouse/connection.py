"""Connections to the lake: extensions, catalog, commit lock, transactions.

The lake is a DuckLake: Parquet files and a catalog, SQLite under ``home`` unless ``settings.catalog``
names PostgreSQL. A SQLite catalog has one writer, so every commit is made under a file lock;
readers take none. Use :func:`warehouse.lake.open_lake`; this module is what it is made of.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from schemas.settings import Settings
from warehouse.lock import POSTGRES, LakeError, locked

LAKE = "lake"
SCHEMAS = ("silver", "gold", "brain", "ref", "ops", "audit")
_BUSY_TIMEOUT_MS = 30_000


def connect(settings: Settings, database: str = ":memory:") -> duckdb.DuckDBPyConnection:
    """A DuckDB connection within the memory and threads of the settings, spilling under ``home``; UTC."""
    spill = prepare_home(settings) / "tmp" / f"spill-{os.getpid()}"
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "threads": settings.threads,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    conn = duckdb.connect(database, config=config)
    conn.execute("set timezone = 'UTC'")
    return conn


def attach_lake(conn: duckdb.DuckDBPyConnection, settings: Settings, read_only: bool = False) -> None:
    """Attach the lake to ``conn`` and make it the default catalog."""
    for extension in _extensions(settings):
        conn.execute(f"load '{extension_path(extension)}'")
    catalog, options = _catalog(settings)
    if read_only:
        options += ", read_only"
    options = f"data_path '{data_path_of(settings)}', data_inlining_row_limit 0{options}"
    try:
        conn.execute(f"attach 'ducklake:{catalog}' as {LAKE} ({options})")
    except duckdb.Error as error:
        raise LakeError(f"cannot open the lake at {settings.lake_dir}: {first_line(error)}") from error
    conn.execute(f"use {LAKE}")


@contextmanager
def transaction(conn: duckdb.DuckDBPyConnection, message: str = "", author: str = "hub") -> Iterator[None]:
    """Commit everything done inside or nothing; ``message`` is recorded with the lake's snapshot."""
    conn.execute("begin transaction")
    try:
        yield
        if message:
            conn.execute(f"call {LAKE}.set_commit_message(?, ?)", [author, message])
    except BaseException:
        conn.execute("rollback")
        raise
    conn.execute("commit")


@contextmanager
def commit_lock(settings: Settings) -> Iterator[None]:
    """Hold the lock under which every commit is made, see :mod:`warehouse.lock`."""
    with locked(settings, prepare_home(settings) / "lake"):
        yield


def prepare_home(settings: Settings) -> Path:
    """Make ``home`` with mode 0700 and the folders the lake needs; return it. Sets the umask to 077."""
    os.umask(0o077)
    try:
        for folder in (settings.home, settings.lake_dir / "data", settings.home / "tmp"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LakeError(
            f"cannot create {error.filename or settings.home}: {error.strerror}; "
            "set SUPERBRAIN_HOME to a folder this user may write"
        ) from error
    if not os.access(settings.lake_dir, os.W_OK | os.X_OK):
        raise LakeError(f"no permission to write in {settings.lake_dir}: give it to this user or set SUPERBRAIN_HOME")
    return settings.home


def require_free_disk(settings: Settings) -> None:
    """Raise :class:`LakeError` where less than ``settings.min_free_bytes`` is free under ``home``."""
    free = shutil.disk_usage(prepare_home(settings)).free
    if free < settings.min_free_bytes:
        raise LakeError(
            f"only {free / 2**20:.0f} MiB are free under {settings.home}, a run needs "
            f"{settings.min_free_bytes / 2**20:.0f} MiB: free some space or lower SUPERBRAIN_MIN_FREE_BYTES"
        )


def extension_path(name: str) -> Path:
    """The vendor-signed binary of a DuckDB extension, from its wheel; never from the net."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        raise LakeError(f"the DuckDB extension {name} is not installed: run `make` to rebuild the environment")
    folder = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}"
    path = folder / f"{name}.duckdb_extension"
    if not path.exists():
        raise LakeError(f"the DuckDB extension {name} is not built for DuckDB {duckdb.__version__}: install both alike")
    return path


def data_path_of(settings: Settings) -> str:
    """Where the lake's Parquet lies, absolute."""
    return settings.data_path or str(settings.lake_dir.resolve() / "data")


def _extensions(settings: Settings) -> list[str]:
    """What the settings' backends need, in load order."""
    scanner = "postgres_scanner" if settings.catalog.startswith(POSTGRES) else "sqlite_scanner"
    remote = ["httpfs"] if "://" in settings.data_path else []
    return [scanner, *remote, "ducklake"]


def _catalog(settings: Settings) -> tuple[str, str]:
    """The catalog's address and its own attach options."""
    if settings.catalog:
        return settings.catalog.replace("'", "''"), ""
    path = settings.lake_dir.resolve() / "catalog.sqlite"
    return f"sqlite:{path}", f", meta_journal_mode 'wal', meta_busy_timeout {_BUSY_TIMEOUT_MS}"


def first_line(error: Exception) -> str:
    """The first line of an error's message: DuckDB appends the statement, which may hold values."""
    return str(error).strip().splitlines()[0]
