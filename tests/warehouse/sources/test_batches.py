"""Batches: bounded in size, no row lost, none doubled, however the connector cuts them."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.settings import Settings
from schemas.window import Window
from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from warehouse.sources import pull


@given(sizes=st.lists(st.integers(0, 40), min_size=1, max_size=6), batch_rows=st.integers(1, 50))
def test_files_of_any_size_in_batches_of_any_size(sizes: list[int], batch_rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        expected: list[str] = []
        for number, size in enumerate(sizes):
            rows = [f"{number}-{row}" for row in range(size)]
            (Path(folder) / f"{number}.csv").write_text("a\n" + "".join(f"{row}\n" for row in rows))
            expected += rows
        spec = contract({"location": f"{folder}/*.csv"})
        window = Window.of_days(date(2026, 1, 1), date(2026, 1, 1), spec.timezone)
        batches = list(pull(spec, window, Settings(batch_rows=batch_rows)))
    assert [value for batch in batches for value in batch.column("a").to_pylist()] == expected
    assert all(batch.num_rows == batch_rows for batch in batches[:-1])
    assert all(0 < batch.num_rows <= batch_rows for batch in batches[-1:])


def test_a_file_with_other_columns_is_a_batch_of_its_own(drop: Path, home: Path) -> None:
    """So that shaping finds the column that it lacks."""
    (drop / "1.csv").write_text("a,b\n1,2\n")
    (drop / "2.csv").write_text("a\n3\n")
    spec = contract({"location": "{drop_dir}/*.csv"})
    batches = list(pull(spec, Window.of_days(date(2026, 1, 1), date(2026, 1, 1), spec.timezone), Settings(home=home)))
    assert [batch.schema.names[:-2] for batch in batches] == [["a", "b"], ["a"]]


def test_nothing_is_read_before_it_is_asked_for(drop: Path, pulled: Pull, home: Path) -> None:
    """Memory is bounded: the second file may even be missing while the first is used."""
    (drop / "2026-01-01.csv").write_text("a\n" + "1\n" * 100)
    spec = contract({"location": "{drop_dir}/{yyyy}-{mm}-{dd}.csv"})
    window = Window.of_days(date(2026, 1, 1), date(2026, 1, 2), spec.timezone)
    first = next(iter(pull(spec, window, Settings(home=home, batch_rows=50))))
    assert isinstance(first, pa.RecordBatch)
    with pytest.raises(Exception, match=r"2026-01-02\.csv has not arrived"):
        pulled(spec)
