"""Texts to the contract's types; what does not fit is named and kept."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.warehouse.shape.conftest import Shape
from tests.warehouse.sources.contracts import COLUMNS, column, contract

ROW = {"case_id": "1", "at": "2026-01-01", "grid": "YL-01-01-01-01", "kind": "water.burst"}


def _shaped(shape: Shape, values: list[Any] | pa.Array, **kind: Any) -> tuple[list[Any], list[list[str]]]:
    """The typed values of one more column, and the problems of its rows."""
    extra = column("extra", kind.pop("type"), **kind)
    n_rows = len(values)
    data = {name: [value] * n_rows for name, value in ROW.items()} | {"extra": values}
    batch = shape(contract(columns=(*COLUMNS, extra)), data).batch
    return batch.column("extra").to_pylist(), batch.column("_problems").to_pylist()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("integer", " 42 ", 42),
        ("integer", "+7", 7),
        ("integer", "61.0", 61),
        ("integer", "-3", -3),
        ("number", "3.5e2", 350.0),
        ("number", ".5", 0.5),
        ("number", "-12", -12.0),
        ("boolean", "是", True),
        ("boolean", "No", False),
        ("boolean", "1", True),
        ("date", "2026-02-03", date(2026, 2, 3)),
        ("string", "  沿河路  ", "沿河路"),
    ],
)
def test_a_text_becomes_its_type(kind: str, text: str, expected: object, shape: Shape) -> None:
    assert _shaped(shape, [text], type=kind) == ([expected], [[]])


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "4.5"),
        ("integer", "9999999999999999999999"),
        ("integer", "1,000"),
        ("number", "NaN"),
        ("number", "inf"),
        ("number", "about 3"),
        ("boolean", "maybe"),
        ("date", "2026-02-30"),
        ("timestamp", "25:61"),
    ],
)
def test_a_text_that_does_not_fit_is_named(kind: str, text: str, shape: Shape) -> None:
    assert _shaped(shape, [text], type=kind) == ([None], [["type:extra"]])


@pytest.mark.parametrize("missing", ["", "   ", None])
def test_an_empty_cell_is_missing_not_wrong(missing: str | None, shape: Shape) -> None:
    assert _shaped(shape, pa.array([missing], pa.string()), type="integer") == ([None], [[]])
    assert _shaped(shape, pa.array([missing], pa.string()), type="integer", required=True) == (
        [None],
        [["required:extra"]],
    )


@given(values=st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=20))
@example(values=[1e99, -9.9e99, 1e100, 1e-99, 9e-100])
def test_numbers_survive_as_text(values: list[float | None], shape: Shape) -> None:
    texts = pa.array([None if value is None else repr(value) for value in values], pa.string())
    found, _ = _shaped(shape, texts, type="number")
    assert [value for value in found if value is not None] == [
        value for value in values if value is not None and abs(value) < 1e100 and (value == 0 or abs(value) >= 1e-99)
    ]


def test_typed_deliveries_pass_unchanged(shape: Shape) -> None:
    assert _shaped(shape, pa.array([1, 2]), type="number")[0] == [1.0, 2.0]
    assert _shaped(shape, pa.array([61.0, None]), type="string")[0] == ["61", None]
    assert _shaped(shape, pa.array([1.5]), type="integer") == ([None], [["type:extra"]])
    assert _shaped(shape, pa.array(["a", "a"]).dictionary_encode(), type="string")[0] == ["a", "a"]


def test_the_value_map_comes_first(shape: Shape) -> None:
    found, problems = _shaped(shape, ["已办结", "N/A", "x"], type="string", value_map={"已办结": "closed", "N/A": ""})
    assert found == ["closed", None, "x"]
    assert problems == [[], [], []]


def test_failed_texts_are_kept_for_the_quarantine(shape: Shape) -> None:
    extra = column("extra", "integer")
    data = {name: [value] * 2 for name, value in ROW.items()} | {"extra": ["七", "7"], "at": ["2026-01-01", "soon"]}
    batch = shape(contract(columns=(*COLUMNS, extra)), data).batch
    kept = [json.loads(text) for text in batch.column("_raw").to_pylist()]
    assert kept == [{"extra": "七"}, {"at": "soon"}]
    assert batch.column("_problems").to_pylist() == [["type:extra"], ["type:at"]]
