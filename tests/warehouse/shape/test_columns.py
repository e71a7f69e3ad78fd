"""Columns that are missing, extra, or left out by sparse JSON."""

from __future__ import annotations

import pytest

from tests.warehouse.shape.conftest import Shape
from tests.warehouse.sources.contracts import COLUMNS, column, contract
from warehouse.shape import ShapeError

DATA = {"case_id": ["1"], "at": ["2026-01-01"], "grid": ["YL-01"], "kind": ["water.burst"]}


def test_extra_columns_are_dropped_and_named(shape: Shape) -> None:
    shaped = shape(contract(), {**DATA, "身份证": ["110101199003070000"], "x": ["1"]})
    assert shaped.dropped_columns == ("身份证", "x")
    assert "身份证" not in shaped.batch.schema.names
    assert "110101199003070000" not in str(shaped.batch.to_pylist())


def test_a_missing_column_fails_the_run_by_name(shape: Shape) -> None:
    data = {name: values for name, values in DATA.items() if name not in ("grid", "kind")}
    with pytest.raises(ShapeError, match=r"delivery\.csv lacks the columns grid, kind"):
        shape(contract(), data)


def test_json_may_leave_an_empty_field_out_but_not_a_required_one(shape: Shape) -> None:
    spec = contract(source={"format": "json"}, columns=(*COLUMNS, column("note")))
    assert shape(spec, DATA).batch.column("note").to_pylist() == [None]
    with pytest.raises(ShapeError, match="lacks the column at"):
        shape(spec, {name: values for name, values in DATA.items() if name != "at"})


def test_the_departments_header_becomes_our_name(shape: Shape) -> None:
    columns = (*COLUMNS[:2], column("grid", source_name="网格编码"), COLUMNS[3])
    data = {("网格编码" if name == "grid" else name): values for name, values in DATA.items()}
    assert shape(contract(columns=columns), data).batch.column("area_id").to_pylist() == ["YL-01"]
