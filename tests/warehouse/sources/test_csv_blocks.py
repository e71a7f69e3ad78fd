"""CSV read in blocks: cells with quotes and newlines survive wherever a block happens to end."""

from __future__ import annotations

import csv
import io
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from schemas.contract import Source
from warehouse.sources import csv_text
from warehouse.sources.delivery import read_delivery

CELLS = st.text(alphabet='ab,"\n;水 ', max_size=6)
SOURCE = Source(connector="file", location="x", format="csv")


@given(
    rows=st.lists(st.tuples(CELLS.map(lambda text: f"x{text}"), CELLS), min_size=1, max_size=12),
    block=st.integers(1, 40),
)
def test_any_cells_in_blocks_of_any_size(rows: list[tuple[str, str]], block: int) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([("a", "b"), *rows])
    with patch.object(csv_text, "BLOCK_BYTES", block):
        batches = list(read_delivery(io.BytesIO(written.getvalue().encode()), SOURCE, "x.csv", 100))
    found = [row for batch in batches for row in zip(*(batch.column(n).to_pylist() for n in "ab"), strict=True)]
    assert found == rows
    assert [row for batch in batches for row in batch.column("_row").to_pylist()] == list(range(len(rows)))
