"""Files that departments leave: what forms they come in, and which of them count."""

from __future__ import annotations

import gzip
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import column, contract
from warehouse.sources import SourceError

DAILY = "{drop_dir}/{yyyy}-{mm}-{dd}.csv"
HEADER = "case_id,at,grid,kind\n"
NAMES = ["2026-01-01.csv", "2026-01-02.csv"]


def _row(number: int, day: int = 1) -> str:
    return f"{number},2026-01-0{day} 08:00,YL-01,water.burst\n"


def test_one_file_a_day_comes_in_order_with_its_place(drop: Path, pulled: Pull) -> None:
    (drop / NAMES[0]).write_text(HEADER + _row(1) + _row(2))
    (drop / NAMES[1]).write_text(HEADER + _row(3, 2))
    table = pulled(contract({"location": DAILY}))
    assert table["case_id"].to_pylist() == ["1", "2", "3"]
    assert table["_delivery"].to_pylist() == [NAMES[0], NAMES[0], NAMES[1]]
    assert table["_row"].to_pylist() == [0, 1, 0]


def test_one_file_a_month_is_read_once_and_cut_into_windows(drop: Path, pulled: Pull) -> None:
    (drop / "2026-01.csv").write_text(HEADER + _row(1, 1) + _row(2, 2) + _row(3, 3))
    (drop / "2026-02.csv").write_text(HEADER + "4,2026-02-01 08:00,YL-01,water.burst\n")
    monthly = contract({"location": "{drop_dir}/{yyyy}-{mm}.csv", "window_column": "at"})
    assert pulled(monthly)["case_id"].to_pylist() == ["1", "2"]
    assert pulled(monthly, date(2026, 1, 3), date(2026, 2, 1))["case_id"].to_pylist() == ["3", "4"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str, drop: Path, pulled: Pull) -> None:
    text = "编号,内容\n1,沿河路水管爆裂𠮷\n"
    (drop / "all.csv").write_bytes(text.encode(encoding))
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    table = pulled(contract({"location": "{drop_dir}/all.csv", "encoding": name}))
    assert table["内容"].to_pylist() == ["沿河路水管爆裂𠮷"]
    assert table.schema.names[0] == "编号"


def test_quotes_newlines_and_delimiters_inside_cells(drop: Path, pulled: Pull) -> None:
    (drop / "all.csv").write_text('a;b\n"x;y";"line one\nline two"\n"he said ""no""";\n')
    table = pulled(contract({"location": "{drop_dir}/all.csv", "delimiter": ";"}))
    assert table["a"].to_pylist() == ["x;y", 'he said "no"']
    assert table["b"].to_pylist() == ["line one\nline two", ""]


def test_codes_stay_texts(drop: Path, pulled: Pull) -> None:
    (drop / "all.csv").write_text("code,id\n007,110101199003070011\n")
    table = pulled(contract({"location": "{drop_dir}/all.csv"}))
    assert table.select(["code", "id"]).to_pylist() == [{"code": "007", "id": "110101199003070011"}]


def test_gzip_and_json_lines(drop: Path, pulled: Pull) -> None:
    lines = '{"case_id": 1, "note": "漏水", "open": true}\n\n{"case_id": "2", "place": {"x": 1.5}}\n'
    (drop / "all.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    table = pulled(contract({"location": "{drop_dir}/all.jsonl.gz", "format": "jsonl", "compression": "gzip"}))
    assert table["case_id"].to_pylist() == ["1", "2"]
    assert table["open"].to_pylist() == ["true", None]
    assert table["place"].to_pylist() == [None, '{"x": 1.5}']


def test_a_spreadsheet_keeps_days_and_whole_codes(drop: Path, pulled: Pull) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet("日报")
    for row in (
        ["日期", "代码", "人数"],
        [datetime(2026, 1, 1), 61, 3],
        [None, None, None],
        [datetime(2026, 1, 2), 62, 4],
    ):
        sheet.append(row)
    book.save(drop / "all.xlsx")
    table = pulled(contract({"location": "{drop_dir}/all.xlsx", "format": "excel", "sheet": "日报"}))
    assert table["日期"].to_pylist() == [date(2026, 1, 1), date(2026, 1, 2)]
    assert table["人数"].to_pylist() == [3.0, 4.0]
    with pytest.raises(SourceError, match="no sheet called 月报"):
        pulled(contract({"location": "{drop_dir}/all.xlsx", "format": "excel", "sheet": "月报"}))


def test_parquet_keeps_its_types_and_its_size_is_bounded(drop: Path, pulled: Pull) -> None:
    pa.parquet.write_table(pa.table({"n": pa.array(range(2500))}), drop / "all.parquet")
    table = pulled(contract({"location": "{drop_dir}/all.parquet", "format": "parquet"}), batch_rows=1000)
    assert table["n"].to_pylist() == list(range(2500))
    assert table["_row"].to_pylist() == list(range(2500))


def test_one_file_for_all_is_cut_by_its_time(drop: Path, pulled: Pull) -> None:
    rows = "".join(f"{n},2025-12-{20 + n:02} 08:00,YL-01,x\n" for n in range(12)) + _row(90) + _row(91, 2) + _row(92, 3)
    (drop / "all.csv").write_text(HEADER + rows)
    spec = contract({"location": "{drop_dir}/all.csv", "window_column": "at"})
    assert pulled(spec)["case_id"].to_pylist() == ["90", "91"]
    assert pulled(spec)["_row"].to_pylist() == [12, 13]


def test_windows_share_out_every_row_once_even_those_without_a_readable_time(drop: Path, pulled: Pull) -> None:
    rows = ["0,soon,g,k\n", _row(1), "2,,g,k\n", "3,2026-13-45,g,k\n", _row(4, 2), "5,never,g,k\n", _row(6, 3)]
    (drop / "all.csv").write_text(HEADER + "".join(rows))
    spec = contract({"location": "{drop_dir}/all.csv", "window_column": "at"})
    for size in (2, 50):
        days = [date(2026, 1, day) for day in (1, 2, 3)]
        found = [pulled(spec, day, day, batch_rows=size)["case_id"].to_pylist() for day in days]
        assert found == [["0", "1", "2", "3"], ["4", "5"], ["6"]]


def test_several_files_by_pattern_and_none_that_is_unfinished(drop: Path, pulled: Pull) -> None:
    for name in ("a.csv", "b.csv", "c.csv.part", "d.csv.tmp", ".e.csv"):
        (drop / name).write_text(HEADER + _row(1))
    table = pulled(contract({"location": "{drop_dir}/*.csv"}))
    assert table["_delivery"].to_pylist() == ["a.csv", "b.csv"]


def test_the_same_file_delivered_twice_comes_twice(drop: Path, pulled: Pull) -> None:
    """The books count the second as duplicates, by record_id; nothing is decided by file name."""
    for name in ("2026-01-01.csv", "2026-01-01-resend.csv"):
        (drop / name).write_text(HEADER + _row(1))
    spec = contract({"location": "{drop_dir}/{yyyy}-{mm}-{dd}*.csv"})
    assert pulled(spec, date(2026, 1, 1), date(2026, 1, 1))["case_id"].to_pylist() == ["1", "1"]


def test_a_file_with_a_header_alone_is_a_day_without_rows(drop: Path, pulled: Pull) -> None:
    (drop / "all.csv").write_text(HEADER)
    assert pulled(contract({"location": "{drop_dir}/all.csv"})).num_rows == 0


def test_a_typed_time_column_cuts_windows_too(drop: Path, pulled: Pull) -> None:
    times = pa.array([datetime(2025, 12, 31, 23), datetime(2026, 1, 1, 0), datetime(2026, 1, 3)], pa.timestamp("ns"))
    pa.parquet.write_table(pa.table({"时间": times, "n": [1, 2, 3]}), drop / "all.parquet")
    columns = (column("case_id", source_name="n"), column("at", "timestamp", source_name="时间"))
    spec = contract(
        {"location": "{drop_dir}/all.parquet", "format": "parquet", "window_column": "时间"}, columns=columns
    )
    assert pulled(spec)["n"].to_pylist() == [2]
