"""The leak scan: no known personal value may lie anywhere under the hub's folder."""

from __future__ import annotations

import os
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import psycopg2
import pyarrow as pa

from privacy.leaks_detector import Detection, detect_in_sample
from privacy.leaks_files import Piece, pieces_of
from privacy.leaks_needles import Needle, Needles
from privacy.leaks_postgres import conninfo_of, postgres_pieces
from privacy.ledger import Act, append_act
from schemas.settings import Settings

MAX_HITS = 200
"""Hits that are listed one by one; all are counted."""
UNREADABLE = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    sqlite3.Error,
    duckdb.Error,
    pa.ArrowException,
    psycopg2.Error,
)


@dataclass(frozen=True)
class LeakHit:
    """Where a value lies: file under home, and column and row or byte. The value itself is named, never shown."""

    path: str
    where: str
    needle: str
    encoding: str


@dataclass(frozen=True)
class LeakReport:
    """What was searched and found."""

    n_files: int
    n_bytes: int
    n_needles: int
    n_public: int
    """Needles left out because they also occur in the public contracts and city profiles."""
    n_hits: int
    hits: tuple[LeakHit, ...]
    unreadable: tuple[str, ...]
    not_covered: tuple[str, ...]
    """Settings that put a store where this scan does not see it (S3, another database)."""
    detections: tuple[Detection, ...]
    """What the detector still finds in a sample of stored text."""
    seconds: float

    @property
    def is_ok(self) -> bool:
        """Nothing found, and everything under the folder was read."""
        return not self.n_hits and not self.unreadable

    def summary(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "is_ok": self.is_ok}


def scan_leaks(
    settings: Settings, needles: Needles, progress: Callable[[str], None] | None = None, n_sample: int = 20_000
) -> LeakReport:
    """Searches PostgreSQL databases and every file under ``settings.home`` but the demo city's systems and the keys.

    ``progress`` is called with each file's path under home. An unreadable file makes the report fail.
    ``n_sample``: stored texts that the detector reads again.
    """
    begun = time.monotonic()
    needles, n_public = _without_public(settings, needles)
    tally = _Tally()
    for path in _files(settings.home, {settings.home / "demo", settings.drop_dir, settings.keys_dir}):
        name = str(path.relative_to(settings.home))
        if progress:
            progress(name)
        tally.add(name, path, needles)
    tally.try_again(settings.home, needles)
    for name, value in _stores(settings).items():
        if conninfo := conninfo_of(value):
            tally.add_database(name, conninfo, needles)
    return LeakReport(
        n_files=tally.n_files,
        n_bytes=tally.n_bytes,
        n_needles=len(needles.needles),
        n_public=n_public,
        n_hits=tally.n_hits,
        hits=tuple(tally.hits),
        unreadable=tuple(f"{name}: {error}" for name, error in tally.unreadable.items()),
        not_covered=tuple(_not_covered(settings)),
        detections=tuple(detect_in_sample(settings, n_sample)),
        seconds=round(time.monotonic() - begun, 1),
    )


def log_leak_scan(conn: duckdb.DuckDBPyConnection, report: LeakReport, actor: str, when: datetime) -> int:
    """The scan as a governed act of the ledger; returns its ``seq``."""
    names = ("n_files", "n_bytes", "n_needles", "n_public", "n_hits")
    details = {name: getattr(report, name) for name in names}
    details["n_suspicious"] = sum(found.n_suspicious for found in report.detections)
    details |= {"is_ok": report.is_ok, "n_unreadable": len(report.unreadable), "not_covered": list(report.not_covered)}
    return append_act(conn, kind=Act.LEAK_SCAN, actor=actor, details=details, when=when)


@dataclass
class _Tally:
    """The scan as it goes from file to file."""

    n_files: int = 0
    n_bytes: int = 0
    n_hits: int = 0
    hits: list[LeakHit] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, path: Path, needles: Needles) -> None:
        try:
            found = _search(name, pieces_of(path, needles.longest + 64), needles)
            self.n_bytes += path.stat().st_size
        except FileNotFoundError:
            return
        except UNREADABLE as error:
            self.unreadable[name] = type(error).__name__
            return
        self.n_files += 1
        self._count(found)

    def add_database(self, name: str, conninfo: str, needles: Needles) -> None:
        try:
            found = _search(name, postgres_pieces(conninfo), needles)
        except UNREADABLE as error:
            self.unreadable[name] = type(error).__name__
            return
        self._count(found)

    def _count(self, found: list[LeakHit]) -> None:
        self.n_hits += len(found)
        self.hits += found[: MAX_HITS - len(self.hits)]

    def try_again(self, home: Path, needles: Needles) -> None:
        """Files that could not be read, once more: a file that was being written is whole or gone by now."""
        waiting, self.unreadable = self.unreadable, {}
        for name in waiting:
            self.add(name, home / name, needles)


def _files(root: Path, left_out: set[Path]) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if Path(folder, name) not in left_out)
        yield from (path for name in sorted(names) if (path := Path(folder, name)).is_file())


def _search(name: str, pieces: Iterator[Piece], needles: Needles) -> list[LeakHit]:
    return [
        LeakHit(name, where, needle.label, form)
        for piece in pieces
        for where, needle, form in _search_piece(piece, needles)
    ]


def _search_piece(piece: Piece, needles: Needles) -> Iterator[tuple[str, Needle, str]]:
    if piece.numbers is not None:
        for row, needle in needles.find_numbers(piece.numbers):
            yield f"{piece.where} row {piece.first + row}", needle, "number"
        return
    for match in needles.find(piece.data, piece.ends):
        if match.start < piece.begin or (piece.stop is not None and match.start >= piece.stop):
            continue
        if piece.ends is None:
            yield f"{piece.where} {piece.first + match.start}", match.needle, match.encoding
        else:
            row = int(np.searchsorted(piece.ends, match.start, side="right"))
            yield f"{piece.where} row {piece.first + row}", match.needle, match.encoding


def _without_public(settings: Settings, needles: Needles) -> tuple[Needles, int]:
    public: set[str] = set()
    for root in (settings.city_dir, settings.contracts_dir):
        for path in _files(root, set()):
            public |= {match.needle.label for match in needles.find(path.read_bytes()) if not match.needle.is_canary}
    return needles.without(public), len(public)


def _stores(settings: Settings) -> dict[str, str]:
    """What the settings put in a place of its own."""
    names = ("catalog", "data_path", "airflow_database")
    return {name: value for name in names if (value := str(getattr(settings, name)))}


def _not_covered(settings: Settings) -> Iterator[str]:
    for name, value in _stores(settings).items():
        if not conninfo_of(value) and not Path(value).resolve().is_relative_to(settings.home.resolve()):
            yield name
