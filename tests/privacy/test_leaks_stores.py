"""A canary is found wherever it was put: each way of storing text is tried, and each also clean."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privacy.leaks import scan_leaks
from privacy.leaks_files import CHUNK
from tests.privacy.leak_fixtures import ID_NUMBER, NAME, PHONE, make_home, needles

CLEAN = "<PERSON> tel <PHONE>"


def parquet(path: Path, text: str, type_: pa.DataType) -> None:
    column = pa.array([CLEAN, None, text, CLEAN], pa.string())
    if pa.types.is_list(type_):
        column = pa.array([[CLEAN], None, [], [CLEAN, text]], type_)
    elif pa.types.is_struct(type_):
        column = pa.array([None, {"inner": text}], type_)
    elif pa.types.is_map(type_):
        column = pa.array([[("a", CLEAN)], [("b", text)]], type_)
    else:
        column = column.cast(type_)
    pq.write_table(pa.table({"note": column}), path, compression="zstd")


def sqlite(path: Path, value: str | bytes) -> None:
    conn = sqlite3.connect(path)
    conn.execute("create table log (id integer, extra blob)")
    conn.executemany("insert into log values (?, ?)", [(1, CLEAN), (2, None), (3, value)])
    conn.commit()
    conn.close()


def duck(path: Path, text: str) -> None:
    with duckdb.connect(str(path)) as conn:
        conn.execute("create schema gold")
        conn.execute("create table gold.t as select unnest([?, ?, null]) as note from range(3000)", [CLEAN, text])


def zipped(path: Path, text: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", CLEAN * 100 + text)


STORES: dict[str, Callable[[Path, str], object]] = {
    "plain.log": lambda path, text: path.write_text(f"line\n{text}\n", encoding="utf-8"),
    "gb18030.csv": lambda path, text: path.write_bytes(text.encode("gb18030")),
    "utf16.txt": lambda path, text: path.write_text(text, encoding="utf-16"),
    "escaped.json": lambda path, text: path.write_text(json.dumps({"a": text}), encoding="utf-8"),
    "url.log": lambda path, text: path.write_text(f"/x?q={quote(text)}", encoding="utf-8"),
    "hex.txt": lambda path, text: path.write_text(text.encode().hex(), encoding="utf-8"),
    "packed.gz": lambda path, text: path.write_bytes(gzip.compress((CLEAN * 50 + text).encode())),
    "book.xlsx": zipped,
    "string.parquet": lambda path, text: parquet(path, text, pa.string()),
    "dictionary.parquet": lambda path, text: parquet(path, text, pa.dictionary(pa.int32(), pa.string())),
    "binary.parquet": lambda path, text: parquet(path, text, pa.binary()),
    "list.parquet": lambda path, text: parquet(path, text, pa.list_(pa.string())),
    "struct.parquet": lambda path, text: parquet(path, text, pa.struct([("inner", pa.string())])),
    "map.parquet": lambda path, text: parquet(path, text, pa.map_(pa.string(), pa.string())),
    "text.sqlite": sqlite,
    "packed.sqlite": lambda path, text: sqlite(path, zlib.compress((CLEAN * 50 + text).encode())),
    "serving.duckdb": duck,
}


@pytest.mark.parametrize("value", [NAME, PHONE, ID_NUMBER])
@pytest.mark.parametrize("store", STORES)
def test_a_canary_is_found(store: str, value: str, tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    STORES[store](settings.home / store, CLEAN)
    report = scan_leaks(settings, needles())
    assert (report.is_ok, report.n_files, report.hits) == (True, 1, ())
    (settings.home / store).unlink()
    STORES[store](settings.home / store, f"note {value}, end")
    report = scan_leaks(settings, needles())
    assert not report.is_ok
    assert {hit.path for hit in report.hits} == {store}
    assert value not in json.dumps(report.summary(), ensure_ascii=False)


@pytest.mark.parametrize("before", ["", "a", "ab", "中", "中a"])
def test_base64_at_every_alignment(before: str, tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    for number, value in enumerate((NAME, PHONE)):
        packed = base64.b64encode(f"{before}{value}z".encode())
        (settings.home / f"{number}.txt").write_bytes(packed)
    assert {hit.path for hit in scan_leaks(settings, needles()).hits} == {"0.txt", "1.txt"}


@pytest.mark.parametrize("place", [0, CHUNK - 200, CHUNK - 5, CHUNK, CHUNK + 3, 2 * CHUNK - 7, 2 * CHUNK + 100])
def test_a_value_across_chunks_is_found_once_and_at_its_place(place: int, tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    data = bytearray(b"." * (2 * CHUNK + 1000))
    data[place : place + len(PHONE)] = PHONE.encode()
    (settings.home / "big.log").write_bytes(data)
    assert [hit.where for hit in scan_leaks(settings, needles()).hits] == [f"byte {place}"]


def test_numbers_and_file_names_are_searched(tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    table = pa.table({"tel": pa.array([1, None, int(PHONE)]), "rate": pa.array([0.5, float(PHONE), None])})
    pq.write_table(table, settings.home / "a.parquet")
    (settings.home / f"report-{PHONE}.txt").touch()
    places = {(hit.path[0], hit.where, hit.encoding) for hit in scan_leaks(settings, needles()).hits}
    assert {("a", "column tel row 2", "number"), ("a", "column rate row 1", "number")} < places
    assert any(where.startswith("its name") for _, where, _ in places)


def test_deleted_rows_of_a_database_are_still_found(tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    sqlite(settings.home / "a.db", PHONE)
    with sqlite3.connect(settings.home / "a.db") as conn:
        conn.execute("pragma secure_delete = off")
        conn.execute("delete from log")
    conn.close()
    assert [hit.where.split()[0] for hit in scan_leaks(settings, needles()).hits] == ["byte"]


def test_the_departments_own_systems_and_the_keys_are_left_out(tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    for folder in (settings.home / "demo" / "drop", settings.keys_dir):
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text(PHONE, encoding="utf-8")
    assert scan_leaks(settings, needles()).n_files == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.parquet", b"PAR1 nonsense"), ("a.gz", b"\x1f\x8bnonsense"), ("a.db", b"SQLite format 3\0nonsense" * 50)],
)
def test_a_damaged_store_fails_the_scan_and_the_rest_is_read(name: str, content: bytes, tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    (settings.home / name).write_bytes(content)
    (settings.home / "z.txt").write_text(NAME, encoding="utf-8")
    report = scan_leaks(settings, needles())
    assert not report.is_ok
    assert report.unreadable[0].startswith(f"{name}: ")
    assert {hit.path for hit in report.hits} == {"z.txt"}
