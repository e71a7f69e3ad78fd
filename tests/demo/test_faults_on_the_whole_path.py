"""Departments break on one morning: each failure is one sentence, the other feeds go on, the next run recovers all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from demo.faults import break_system, mend
from demo.generate import generate
from schemas.settings import Settings
from tests.demo.conftest import END
from tests.demo.helpers import free_port, serving, yunlan_contracts
from warehouse.health import feed_states, refresh_feed_health
from warehouse.lake import open_lake
from warehouse.record import RunRecord
from warehouse.run import run_feed

BROKEN = {
    "half_file": "grid_reports",
    "missing_column": "housing_faults",
    "wrong_encoding": "emergency_calls",
    "not_excel": "fever_clinics",
    "broken_database": "water_network",
    "html": "traffic_incidents",
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = Settings(home=tmp_path_factory.mktemp("faulty"), demo_port=free_port(), today=date(2026, 3, 11))
    generate(settings, 1, 11, END)
    with serving(settings):
        yield settings


def load_all(settings: Settings) -> dict[str, RunRecord]:
    return {feed: run_feed(feed, END, END, settings)[0] for feed in yunlan_contracts()}


def rows(settings: Settings, sql: str) -> list[Any]:
    with open_lake(settings) as conn:
        return conn.execute(sql).fetchall()


def test_what_breaks_is_named_and_what_does_not_goes_on(town: Settings) -> None:
    for kind, feed in BROKEN.items():
        break_system(town, kind, feed=feed)
    records = load_all(town)
    assert {feed for feed, record in records.items() if record.state == "failed"} == set(BROKEN.values())
    for feed in BROKEN.values():
        error = records[feed].error or ""
        assert error.startswith(f"feed {feed}: "), error
        assert "unexpected" not in error
        assert "\n" not in error
    refresh_feed_health(town)
    states = feed_states(town)
    assert {states[feed] for feed in BROKEN.values()} == {"failed"}
    assert {states[feed] for feed in records if feed not in BROKEN.values()} == {"fresh"}


def test_the_next_run_recovers_and_every_book_reconciles(town: Settings) -> None:
    mend(town)
    records = load_all(town)
    assert {record.state for record in records.values()} == {"succeeded"}
    assert all(record.n_pulled > 0 and record.is_reconciled for record in records.values())
    assert rows(town, "select count(*) from ops.run where state != 'succeeded'") == [(0,)]
    for feed, record in records.items():
        assert rows(town, f"select count(*) from silver.{feed}") == [(record.n_accepted,)]


def test_what_is_delivered_twice_is_counted_as_duplicate(town: Settings) -> None:
    (once,) = run_feed("grid_reports", END, END, town)
    break_system(town, "duplicate_delivery")
    (twice,) = run_feed("grid_reports", END, END, town)
    mend(town)
    assert twice.n_accepted == once.n_accepted
    assert twice.is_reconciled
    unnamed = twice.n_quarantined - once.n_quarantined
    assert twice.n_duplicate == once.n_duplicate + once.n_pulled - unnamed, "a row without an id is no one's duplicate"
