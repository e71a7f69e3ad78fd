"""Which record, when, where, about what, how many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from schemas.city_model import load_cities
from schemas.contract import Grain
from schemas.settings import Settings
from tests.warehouse.shape.conftest import Shape
from tests.warehouse.sources.contracts import COLUMNS, column, contract

GRID = "YL-01-01-01-01"


def _row(**given: Any) -> dict[str, list[Any]]:
    values = {"case_id": "1", "at": "2026-01-01 08:00", "grid": GRID, "kind": "water.burst", **given}
    return {name: [value] for name, value in values.items()}


def _problems(batch: pa.RecordBatch) -> list[str]:
    found: list[str] = batch.column("_problems")[0].as_py()
    return found


def test_an_event_has_all_shared_columns(shape: Shape) -> None:
    row = shape(contract(), _row()).batch.to_pylist()[0]
    assert row["record_id"] == "1"
    assert row["occurred_at"] == datetime(2026, 1, 1, tzinfo=UTC)
    assert row["received_at"] is None
    assert (row["area_id"], row["topic_id"], row["n_events"], row["value"]) == (GRID, "water.burst", 1, None)
    assert (row["_problems"], row["_raw"], row["_delivery"], row["_row"]) == ([], None, "delivery.csv", 0)


def test_an_area_is_known_by_id_by_code_and_by_prefix(shape: Shape) -> None:
    assert shape(contract(), _row(grid="990101010101")).batch.column("area_id")[0].as_py() == GRID
    prefixed = contract(maps={"area_prefix": "YL-01-01-"})
    assert shape(prefixed, _row(grid="01-01")).batch.column("area_id")[0].as_py() == GRID


def test_an_unknown_area_is_named(shape: Shape) -> None:
    batch = shape(contract(), _row(grid="YL-99")).batch
    assert batch.column("area_id")[0].as_py() is None
    assert _problems(batch) == ["area_known"]
    assert batch.column("grid")[0].as_py() == "YL-99"


def test_the_default_area_is_for_rows_without_a_code_only(shape: Shape) -> None:
    spec = contract(maps={"area_default": "YL"})
    assert shape(spec, _row(grid="")).batch.column("area_id")[0].as_py() == "YL"
    assert _problems(shape(spec, _row(grid="YL-99")).batch) == ["area_known"]


def test_a_point_finds_its_grid(shape: Shape) -> None:
    columns = (*COLUMNS, column("lon", "number"), column("lat", "number"))
    spec = contract(columns=columns, maps={"area": None, "longitude": "lon", "latitude": "lat"})
    point = load_cities(Settings())["yunlan"].shapes[GRID].representative_point()
    batch = shape(spec, _row(lon=str(point.x), lat=str(point.y))).batch
    assert batch.column("area_id")[0].as_py() == GRID
    assert _problems(shape(spec, _row(lon="0", lat="0")).batch) == ["area_known"]
    assert _problems(shape(spec, _row(lon="", lat="")).batch) == ["area_known"]


def test_a_category_maps_to_a_topic_or_is_named(shape: Shape) -> None:
    spec = contract(maps={"topic_values": {"水管爆裂": "water.burst"}})
    assert shape(spec, _row(kind="水管爆裂")).batch.column("topic_id")[0].as_py() == "water.burst"
    assert shape(spec, _row(kind="air.pm25")).batch.column("topic_id")[0].as_py() == "air.pm25"
    assert _problems(shape(spec, _row(kind="外星人")).batch) == ["topic_known"]
    assert _problems(shape(spec, _row(kind="water")).batch) == ["topic_known"]


def test_fallback_and_default_topics(shape: Shape) -> None:
    spec = contract(maps={"topic_default": "service.consultation", "topic_fallback": "service.other"})
    assert shape(spec, _row(kind="?")).batch.column("topic_id")[0].as_py() == "service.other"
    assert shape(spec, _row(kind="")).batch.column("topic_id")[0].as_py() == "service.consultation"


@pytest.mark.parametrize(("at", "is_future"), [("2026-03-01 23:59", False), ("2026-03-02 00:01", True)])
def test_a_time_in_the_future_is_named(at: str, is_future: bool, shape: Shape) -> None:
    assert ("timestamp_future" in _problems(shape(contract(), _row(at=at)).batch)) == is_future


def test_a_count_carries_its_number_and_its_day_names_it(shape: Shape) -> None:
    columns = (*COLUMNS, column("day", "date"), column("cases", "integer"))
    spec = contract(
        columns=columns, grain=Grain.COUNT, maps={"record_id": ("grid", "day"), "occurred_at": "day", "count": "cases"}
    )
    row = shape(spec, _row(day="2026-01-05T00:00:00", cases="12")).batch.to_pylist()[0]
    assert (row["n_events"], row["record_id"]) == (12, f"{GRID}|2026-01-05")
    assert row["occurred_at"] == datetime(2026, 1, 4, 16, tzinfo=UTC)
    assert _problems(shape(spec, _row(day="2026-01-05", cases="")).batch) == ["required:cases"]


def test_a_measure_carries_its_value_and_no_events(shape: Shape) -> None:
    columns = (*COLUMNS, column("ug_m3", "number"))
    row = shape(contract(columns=columns, grain=Grain.MEASURE, maps={"value": "ug_m3"}), _row(ug_m3="35.5")).batch
    assert (row.column("value")[0].as_py(), row.column("n_events")[0].as_py()) == (35.5, None)


def test_planned_capacity_may_lie_in_the_future_and_needs_no_topic(shape: Shape) -> None:
    columns = (*COLUMNS, column("beds", "integer"))
    spec = contract(columns=columns, grain=Grain.CAPACITY, maps={"capacity": "beds", "topic": None})
    row = shape(spec, _row(at="2026-03-09", beds="40")).batch.to_pylist()[0]
    assert (row["value"], row["topic_id"], row["_problems"]) == (40.0, None, [])


def test_a_row_without_its_key_is_named(shape: Shape) -> None:
    batch = shape(contract(), _row(case_id="")).batch
    assert batch.column("record_id")[0].as_py() is None
    assert _problems(batch) == ["required:case_id"]


def test_one_row_may_break_several_rules(shape: Shape) -> None:
    assert _problems(shape(contract(), _row(grid="?", kind="?", at="?")).batch) == [
        "type:at",
        "area_known",
        "topic_known",
    ]
