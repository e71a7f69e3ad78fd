"""Personal values typed into a public column of a wrongly delivered row do not pass."""

from __future__ import annotations

import pyarrow as pa

from privacy.masking import mask_misplaced


def _batch(problems: list[list[str]]) -> pa.RecordBatch:
    return pa.record_batch({"_problems": pa.array(problems, pa.list_(pa.string()))})


def test_a_wrong_rows_public_text_is_read() -> None:
    values = pa.array(["YL-01-01-01-01", "联系13800138000王建国先生"])
    masked, log = mask_misplaced("grid_code", values, _batch([[], ["area_known"]]))
    assert masked[0].as_py() == "YL-01-01-01-01"
    assert "13800138000" not in masked[1].as_py()
    assert "王建国" not in masked[1].as_py()
    assert {entry.entity_type for entry in log} >= {"PHONE", "PERSON"}


def test_rows_in_order_are_left_alone() -> None:
    values = pa.array(["13800138000"])
    assert mask_misplaced("grid_code", values, _batch([[]])) == (values, [])
