"""Known values are leaks when they stand by themselves; words and longer numbers that hold them are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.leaks import scan_leaks
from privacy.leaks_needles import NeedleError, Needles
from tests.privacy.leak_fixtures import make_home, needles

KNOWN = needles(
    ("phone", "13800138000"), ("name", "王小雨"), ("name", "高兴"), ("qq", "123456789"), ("name", "Mary Pool"),
    ("email", "u12@example.com"), with_canary=False,
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "电话13800138000,", "手机13800138000请回电", "tel13800138000x", "13800138000", "来自王小雨的来电",
        "联系人：高兴", "高兴女士反映", "QQ:123456789", "by Mary Pool.", "mail u12@example.com>",
        '"phone":13800138000,',
        "+86 13800138000",
    ],
)  # fmt: skip
def test_a_value_by_itself_is_a_leak(text: str) -> None:
    assert len(list(KNOWN.find(text.encode()))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "事件138001380001", "0138001380002", "大家都很高兴，谢谢", "took 123456789 ns", "Rosemary Pool", "Mary Pools",
        "sha 9f13800138000ab0c1d2e3f4a5b6c7d8", "xu12@example.com", "1380013800", "王小 雨",
    ],
)  # fmt: skip
def test_a_part_of_something_longer_is_not(text: str) -> None:
    assert not list(KNOWN.find(text.encode()))


def test_a_short_name_that_fills_a_cell_is_a_leak_and_cells_do_not_run_together() -> None:
    cells = ["高兴", "1380013", "8000", "王小", "雨天", "不高兴"]
    ends = np.cumsum([len(cell.encode()) for cell in cells], dtype=np.int64)
    assert [match.start for match in KNOWN.find("".join(cells).encode(), ends)] == [0]


@given(st.lists(st.text("王小雨高兴13800 x", max_size=8)), st.integers(0, 30), st.lists(st.text("ab中", max_size=5)))
def test_a_leak_in_any_cell_is_found(before: list[str], pad: int, after: list[str]) -> None:
    cells = [*before, " " * pad + "13800138000", *after]
    ends = np.cumsum([len(cell.encode()) for cell in cells], dtype=np.int64)
    place = len("".join(before).encode()) + pad
    assert place in {match.start for match in KNOWN.find("".join(cells).encode(), ends)}


def test_values_of_the_public_vocabulary_are_not_sought_but_canaries_always(tmp_path: Path) -> None:
    settings = make_home(tmp_path)
    (settings.city_dir / "areas.yaml").write_text("王小雨 闻人沐霜", encoding="utf-8")
    (settings.home / "a.txt").write_text("王小雨", encoding="utf-8")
    report = scan_leaks(settings, needles(("name", "王小雨")))
    assert (report.n_public, report.n_hits) == (1, 0)
    (settings.home / "a.txt").write_text("闻人沐霜", encoding="utf-8")
    assert scan_leaks(settings, needles(("name", "王小雨"))).n_hits == 1


def test_no_needles_empty_values_and_doubles() -> None:
    table = pa.table({"kind": ["a"] * 4, "value": ["", None, "x", "王小雨"], "is_canary": [False] * 4})
    assert [needle.value for needle in Needles.of_table(pa.concat_tables([table, table])).needles] == ["王小雨"]
    assert not list(Needles.of_table(table.slice(0, 3)).find(b"anything at all"))


def test_a_list_without_its_columns_is_refused() -> None:
    with pytest.raises(NeedleError, match="is_canary, value"):
        Needles.of_table(pa.table({"kind": ["a"]}))


def test_a_list_is_read_from_a_file_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "known.parquet"
    assert Needles.read(path).needles == []
    pq.write_table(pa.table({"kind": ["name"], "value": ["王小雨"], "is_canary": [False]}), path)
    assert [needle.value for needle in Needles.read(path).needles] == ["王小雨"]
    path.write_bytes(b"nonsense")
    with pytest.raises(NeedleError, match="not a Parquet list"):
        Needles.read(path)
