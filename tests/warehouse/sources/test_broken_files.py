"""Broken deliveries: one sentence that names the file and no value, and whether trying again may help."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from schemas.settings import Settings
from schemas.window import Window
from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from warehouse.sources import SourceError, pull

SECRET = "13812345678"
HEADER = "case_id,phone\n"
ROWS = f"1,{SECRET}\n2,{SECRET}\n"
LONG = HEADER + "".join(f"{n},{SECRET}\n" for n in range(20_000))


def _parquet() -> bytes:
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(pa.table({"phone": [SECRET] * 100}), sink)
    return bytes(sink.getvalue().to_pybytes())


CSV, GZ = {"format": "csv"}, {"format": "csv", "compression": "gzip"}
JSONL, EXCEL, PARQUET = {"format": "jsonl"}, {"format": "excel"}, {"format": "parquet"}
BROKEN: dict[str, tuple[bytes, dict[str, str], str, bool]] = {
    "empty_file": (b"", CSV, "is empty", True),
    "empty_gzip": (gzip.compress(b""), GZ, "is empty", True),
    "truncated_gzip": (gzip.compress(LONG.encode())[:-2000], GZ, "cut off: its gzip stream has no end", True),
    "not_gzip": (LONG.encode(), GZ, "not a sound gzip file", True),
    "damaged_gzip": (
        (whole := gzip.compress(LONG.encode()))[:500] + bytes(20) + whole[520:],
        GZ,
        "gzip",
        True,
    ),
    "truncated_row": ((HEADER + "1,1\n2").encode(), CSV, "row 3 has 1 columns where the header has 2", True),
    "row_too_long": ((HEADER + f"1,{SECRET},x\n").encode(), CSV, "row 2 has 3 columns where the header has 2", True),
    "no_last_newline": ((HEADER + ROWS).rstrip().encode(), CSV, "does not end with a newline", True),
    "open_quote": ((HEADER + f'1,"{SECRET}\n').encode(), CSV, "cut off", True),
    "wrong_encoding": ((HEADER + "1,水管\n").encode("gb18030"), CSV, "is not utf-8 text", False),
    "web_page": (b"\n<!DOCTYPE html><html>Please log in</html>", CSV, "is a web page, not csv", True),
    "twin_columns": (b"a,a\n1,2\n", CSV, "two columns of the same name", False),
    "half_line": (
        f'{{"a": 1}}\n{{"phone": "{SECRET}'.encode(),
        JSONL,
        "line 2: not a JSON object; it is half wr",
        True,
    ),
    "line_without_newline": (b'{"a": 1}\n{"a": 2}', JSONL, "does not end with a newline", True),
    "line_of_another_kind": (b"[1, 2]\n", JSONL, "line 1: not a JSON object", True),
    "wrong_encoding_jsonl": ('{"a": "水管"}\n'.encode("gb18030"), JSONL, "is not utf-8 text", False),
    "truncated_spreadsheet": (b"PK\x03\x04" + bytes(200), EXCEL, "not a whole spreadsheet", True),
    "truncated_parquet": (_parquet()[:-20], PARQUET, "not a sound parquet file", True),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_explained(name: str, drop: Path, pulled: Pull) -> None:
    body, source, message, is_retryable = BROKEN[name]
    (drop / "delivery").write_bytes(body)
    with pytest.raises(SourceError) as failed:
        pulled(contract({"location": "{drop_dir}/delivery", **source}))
    assert message in str(failed.value)
    assert str(failed.value).startswith("delivery")
    assert failed.value.is_retryable is is_retryable
    assert SECRET not in str(failed.value)
    assert "\n" not in str(failed.value)


def test_a_department_that_never_ends_its_files_with_a_newline(drop: Path, pulled: Pull) -> None:
    (drop / "all.csv").write_text((HEADER + ROWS).rstrip())
    assert pulled(contract({"location": "{drop_dir}/all.csv", "final_newline": False})).num_rows == 2


def test_a_missing_file_is_named_with_its_folder(drop: Path, pulled: Pull) -> None:
    with pytest.raises(SourceError, match=rf"2026-01-01\.csv has not arrived in {drop}") as failed:
        pulled(contract({"location": "{drop_dir}/{yyyy}-{mm}-{dd}.csv"}))
    assert failed.value.is_retryable


@pytest.mark.parametrize("name", ["2026-01-01.csv.part", "2026-01-01.csv.tmp", ".2026-01-01.csv"])
def test_a_file_still_being_written_is_not_read(name: str, drop: Path, pulled: Pull) -> None:
    (drop / name).write_text(HEADER + ROWS)
    with pytest.raises(SourceError, match="is still being written") as failed:
        pulled(contract({"location": "{drop_dir}/{yyyy}-{mm}-{dd}.csv"}))
    assert failed.value.is_retryable


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(drop: Path, pulled: Pull) -> None:
    (drop / "all.csv").write_text(HEADER + ROWS)
    (drop / "all.csv").chmod(0)
    with pytest.raises(SourceError, match="cannot be read: Permission denied"):
        pulled(contract({"location": "{drop_dir}/all.csv"}))


def test_a_file_that_grows_while_it_is_read(home: Path, drop: Path) -> None:
    path = drop / "all.csv"
    path.write_text(LONG)
    spec = contract({"location": "{drop_dir}/all.csv"})
    day = date(2026, 1, 1)
    batches: Iterator[pa.RecordBatch] = pull(
        spec, Window.of_days(day, day, spec.timezone), Settings(home=home, batch_rows=100)
    )
    next(batches)
    with path.open("a") as file:
        file.write(f"9,{SECRET}\n")
    with pytest.raises(SourceError, match=r"all\.csv changed while it was read") as failed:
        list(batches)
    assert failed.value.is_retryable


def test_a_file_whose_times_are_all_unreadable_fails(drop: Path, pulled: Pull) -> None:
    (drop / "all.csv").write_text("case_id,at,grid,kind\n1,x,g,k\n")
    with pytest.raises(SourceError, match=r"no row of all\.csv has a readable at"):
        pulled(contract({"location": "{drop_dir}/all.csv", "window_column": "at"}))


def test_a_file_without_the_column_that_places_rows_fails(drop: Path, pulled: Pull) -> None:
    (drop / "all.csv").write_text("case_id,when\n1,2026-01-01\n")
    with pytest.raises(SourceError, match=r"all\.csv lacks the column at"):
        pulled(contract({"location": "{drop_dir}/all.csv", "window_column": "at"}))
