from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.compare import compare
from demo.generate import generate
from demo.store import DemoError, truth_path
from schemas.settings import Settings
from tests.demo.conftest import DAYS, END, SEED
from warehouse.lake import initialise_lake, open_lake

INSERT = """
insert into brain.warning (warning_id, city_id, colour, area_id, topic_id, opened_on, is_within_budget, is_exercise)
values (?, 'yunlan', ?, ?, ?, ?, ?, ?)
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("compared"))
    generate(settings, DAYS, SEED, END)
    initialise_lake(settings)
    return settings


@pytest.fixture
def burst(settings: Settings) -> dict[str, Any]:
    truth = json.loads(truth_path(settings).read_text("utf-8"))
    return next(incident for incident in truth["incidents"] if incident["id"] == "burst_main")


def _warn(settings: Settings, *rows: tuple[str, str, str, date, bool, bool]) -> dict[str, Any]:
    with open_lake(settings, write=True) as conn:
        conn.execute("delete from brain.warning")
        for number, row in enumerate(rows):
            conn.execute(INSERT, [f"W{number}", *row])
    return compare(settings)


def _of(result: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in result["incidents"] if row["incident"] == name)


def test_a_warning_in_place_time_and_topic_counts(settings: Settings, burst: dict[str, Any]) -> None:
    start = date.fromisoformat(burst["start"])
    street = burst["area_id"][:8]
    result = _warn(
        settings,
        ("yellow", burst["core_grids"][0], "water.burst", start + timedelta(days=1), True, False),
        ("red", street, "water", start + timedelta(days=2), True, False),
    )
    row = _of(result, "burst_main")
    assert (row["delay_days"], row["lead_days"], row["colour"], row["n_warnings"]) == (1, 2, "red", 2)
    assert (result["n_warned"], result["n_false"], result["precision"]) == (1, 0, 1.0)


@pytest.mark.parametrize("change", ["place", "time", "topic"])
def test_a_warning_beside_the_incident_is_false(change: str, settings: Settings, burst: dict[str, Any]) -> None:
    start = date.fromisoformat(burst["start"])
    other = next(area for area in ("YL-01-01", "YL-03-05") if not any(g.startswith(area) for g in burst["grids"]))
    area = other if change == "place" else burst["area_id"]
    day = start - timedelta(days=1) if change == "time" else start
    topic = "order.graffiti" if change == "topic" else "water.burst"
    result = _warn(settings, ("orange", area, topic, day, True, False))
    assert _of(result, "burst_main")["warned_on"] is None
    assert result["n_false"] == 1


def test_exercises_grey_and_what_is_past_the_budget_do_not_count(settings: Settings, burst: dict[str, Any]) -> None:
    day, area = date.fromisoformat(burst["start"]), burst["area_id"]
    rows = [("red", area, "water", day, False, False), ("red", area, "water", day, True, True)]
    result = _warn(settings, *rows, ("grey", area, "water", day, True, False))
    assert result["n_warnings"] == 0


def test_without_a_city_there_is_nothing_to_compare(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="no ground truth"):
        compare(Settings(home=tmp_path))
