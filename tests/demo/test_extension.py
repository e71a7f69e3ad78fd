from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from demo.generate import generate
from schemas.settings import Settings
from tests.demo.conftest import DAYS, END, SEED
from tests.demo.helpers import digests


def _grow(tmp_path: Path, days: int, later: int) -> Settings:
    settings = Settings(home=tmp_path)
    generate(settings, DAYS, SEED, END)
    generate(settings, days, SEED, END + timedelta(days=later))
    return settings


def test_later_days_leave_the_earlier_ones_as_they_were(city: Settings, tmp_path: Path) -> None:
    before, after = digests(city), digests(_grow(tmp_path, DAYS, 3))
    daily = {name: digest for name, digest in before.items() if name.count("-") == 2}
    assert daily
    assert {name: after[name] for name in daily} == daily
    for days in range(1, 4):
        assert f"drop/emergency_calls/{END + timedelta(days=days)}.csv" in after


def test_workbooks_and_services_keep_their_earlier_rows(city: Settings, tmp_path: Path) -> None:
    grown = _grow(tmp_path, DAYS, 3)
    for feed in ("fever_clinics", "service_capacity"):
        old, new = (
            CalamineWorkbook.from_path(s.drop_dir / feed / "2026-03.xlsx").get_sheet_by_index(0).to_python()
            for s in (city, grown)
        )
        assert len(new) > len(old)
        assert new[: len(old)] == old
    old_cases, new_cases = (
        pq.read_table(s.home / "demo" / "http" / "hotline_12345" / "2026-03.parquet") for s in (city, grown)
    )
    assert new_cases.slice(0, old_cases.num_rows).equals(old_cases)


def test_the_database_keeps_its_earlier_rows(city: Settings, tmp_path: Path) -> None:
    query = "select * from network_event where updated_time < ? order by rowid"
    rows = []
    for settings in (city, _grow(tmp_path, DAYS, 2)):
        database = sqlite3.connect(settings.drop_dir / "water_network" / "network.sqlite")
        rows.append(database.execute(query, ((END + timedelta(days=1)).isoformat(),)).fetchall())
        database.close()
    assert rows[0]
    assert rows[0] == rows[1]


def test_a_longer_history_is_added_before(city: Settings, tmp_path: Path) -> None:
    after = digests(_grow(tmp_path, DAYS + 4, 0))
    daily = {name: digest for name, digest in digests(city).items() if name.count("-") == 2}
    assert {name: after[name] for name in daily} == daily
    assert f"drop/weather/{END - timedelta(days=DAYS + 3)}.csv" in after
