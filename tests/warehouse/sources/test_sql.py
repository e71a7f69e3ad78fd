"""A department's database: windows bound as parameters, batches, nothing written, nothing shown."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from warehouse.sources import SourceError

QUERY = "select id, at, flow, note from readings where at >= :window_start and at < :window_end order by id"


@pytest.fixture
def database(home: Path) -> Path:
    path = home / "water.sqlite"
    with sqlite3.connect(path) as conn:
        conn.execute("create table readings (id integer, at text, flow real, note text)")
        rows = [(n, f"2026-01-{1 + n // 24:02} {n % 24:02}:00:00", n / 2, None if n % 3 else "漏") for n in range(72)]
        conn.executemany("insert into readings values (?, ?, ?, ?)", rows)
    return path


def _spec(query: str = QUERY, location: str = "sqlite:///{home}/water.sqlite") -> Any:
    return contract({"connector": "sql", "format": "table", "location": location, "query": query})


def test_the_window_is_read_in_batches(database: Path, pulled: Pull) -> None:
    table = pulled(_spec(), date(2026, 1, 2), date(2026, 1, 3), batch_rows=10)
    assert table["id"].to_pylist() == list(range(24, 72))
    assert table["_row"].to_pylist() == list(range(48))
    assert set(table["_delivery"].to_pylist()) == {"water.sqlite"}
    assert table["flow"].to_pylist()[1] == 12.5


def test_an_empty_window_has_no_rows(database: Path, pulled: Pull) -> None:
    assert pulled(_spec(), date(2027, 1, 1), date(2027, 1, 1)).num_rows == 0


def test_a_missing_database_is_named_and_not_made(home: Path, pulled: Pull) -> None:
    with pytest.raises(SourceError, match=r"there is no database water\.sqlite") as failed:
        pulled(_spec())
    assert failed.value.is_retryable
    assert not (home / "water.sqlite").exists()


def test_a_failing_query_shows_neither_statement_nor_values(database: Path, pulled: Pull) -> None:
    query = "select id, '13812345678' as phone from gone where at between :window_start and :window_end"
    with pytest.raises(SourceError, match=r"could not be read: OperationalError") as failed:
        pulled(_spec(query))
    assert "13812345678" not in str(failed.value)
    assert "gone" not in str(failed.value)


def test_the_database_is_opened_for_reading_only(database: Path, pulled: Pull) -> None:
    before = database.read_bytes()
    with pytest.raises(SourceError):
        pulled(_spec("delete from readings where at >= :window_start and at < :window_end"))
    assert database.read_bytes() == before


def test_a_file_that_is_no_database_is_explained(home: Path, pulled: Pull) -> None:
    (home / "water.sqlite").write_bytes(b"<html>" * 200)
    with pytest.raises(SourceError, match="could not be read: DatabaseError"):
        pulled(_spec())
