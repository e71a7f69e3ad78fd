"""A plain search over every stored byte for what the simulator knows of its people.

Written without the hub's own leak scan, so that a fault there cannot hide one here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from ahocorasick_rs import AhoCorasick

from .conftest import RunningCity

MIN_NAME_LENGTH = 3
"""Two-character names are also ordinary words; their owners' phones and ID numbers are searched for all the same."""


@pytest.fixture(scope="module")
def needles(city: RunningCity) -> list[str]:
    people = pq.read_table(city.settings.home / "demo" / "people.parquet")
    values = set(people["value"].unique().to_pylist())
    return sorted(value for value in values if len(value) >= MIN_NAME_LENGTH)


def _texts(city: RunningCity) -> Iterator[tuple[Path, str]]:
    home = city.settings.home
    for path in sorted(home.rglob("*")):
        if not path.is_file() or (home / "demo") in path.parents:
            continue
        raw = path.read_bytes()
        yield path, raw.decode("utf-8", errors="replace")
        if path.suffix == ".parquet":
            yield path, "\n".join(map(str, pq.read_table(path).to_pydict().values()))
            continue
        yield path, raw.decode("gb18030", errors="replace")
        yield path, raw.decode("utf-16-le", errors="replace")
        if raw[:15] == b"SQLite format 3":
            yield path, "\n".join(_sqlite_text(path))
        elif path.suffix == ".duckdb":
            yield path, "\n".join(_duckdb_text(path))


def _sqlite_text(path: Path) -> Iterator[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as conn:
        for (table,) in conn.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in conn.execute(f'select * from "{table}"'):
                yield " ".join(v if isinstance(v, str) else str(v) for v in row if v is not None)


def _duckdb_text(path: Path) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as conn:
        for schema, table in conn.execute("select schema_name, table_name from duckdb_tables()").fetchall():
            yield str(conn.execute(f'select * from "{schema}"."{table}"').to_arrow_table().to_pydict())


def test_the_search_would_find_them(city: RunningCity, needles: list[str]) -> None:
    """The departments' own systems do hold these values, so that an empty result below means something."""
    drops = list((city.settings.home / "demo").rglob("*.jsonl"))[:20]
    text = "\n".join(path.read_text(encoding="utf-8") for path in drops)
    assert AhoCorasick(needles).find_matches_as_indexes(text)


def test_nothing_personal_is_stored(city: RunningCity, needles: list[str]) -> None:
    automaton = AhoCorasick(needles)
    found = {
        (path.relative_to(city.settings.home).as_posix(), needles[number])
        for path, text in _texts(city)
        for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True)
        if not _is_part_of_a_longer_number(text, start, end)
    }
    assert found == set()


def _is_part_of_a_longer_number(text: str, start: int, end: int) -> bool:
    """A ticket number or a digest may hold the digits of someone's QQ number by chance."""
    if not (text[start:end].isascii() and text[start:end].isalnum()):
        return False
    around = text[max(start - 1, 0) : start] + text[end : end + 1]
    return any(character.isascii() and (character.isalnum() or character in "_-.") for character in around)
