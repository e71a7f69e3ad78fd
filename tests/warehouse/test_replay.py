"""Replay judges the stored rows again by today's contract, with no department behind it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from schemas.settings import Settings
from tests.warehouse.conftest import new_feed_id
from tests.warehouse.feed_file import drop_days, write_contract
from tests.warehouse.samples import DAY_ONE
from warehouse.lake import open_lake
from warehouse.record import RunRecord
from warehouse.replay import replay_feed
from warehouse.run import run_feed

N_DAYS = 3
ODD_ROWS = [
    "X-1,2026-01-01T08:00:00+08:00,99-unknown,2,13800000001",
    "X-2,yesterday,YL-01-01-01-01,2,13800000002",
    "X-3,2026-01-01T09:00:00+08:00,YL-01-01-01-01,two,13800000003",
]


@dataclass
class Feed:
    """A loaded feed whose department delivers nothing any more."""

    name: str
    settings: Settings
    loaded: list[RunRecord]

    def change_contract(self, old: str, new: str) -> None:
        path = self.settings.contracts_dir / f"{self.name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def replay(self) -> list[RunRecord]:
        return replay_feed(self.name, self.settings)

    def rows(self, sql: str) -> list[Any]:
        with open_lake(self.settings) as conn:
            return conn.execute(sql.replace("{feed}", self.name)).fetchall()

    def tables(self) -> list[Any]:
        books = "select run_id, n_pulled, n_accepted, n_quarantined, n_duplicate from ops.run where feed = '{feed}'"
        lines = "select record_id, rule_id, reason, row_json from ops.quarantine where feed = '{feed}'"
        return [self.rows(f"{sql} order by all") for sql in (books, lines, "select * from silver.{feed}")]


@pytest.fixture
def feed(lake: Settings, tmp_path: Path) -> Feed:
    settings = lake.model_copy(update={"contracts_dir": tmp_path / "feeds", "demo_drop_dir": tmp_path / "drop"})
    name = new_feed_id()
    write_contract(settings, name)
    drop_days(settings, name, N_DAYS)
    with (settings.drop_dir / name / f"{DAY_ONE}.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join([*ODD_ROWS, ""]))
    loaded = run_feed(name, DAY_ONE, DAY_ONE + timedelta(days=N_DAYS - 1), settings)
    shutil.rmtree(settings.drop_dir / name)
    return Feed(name, settings, loaded)


def test_an_unchanged_contract_changes_nothing(feed: Feed) -> None:
    before = feed.tables()
    assert {record.state for record in feed.replay()} == {"succeeded"}
    assert feed.tables() == before


def test_rows_that_the_mended_contract_allows_enter_silver(feed: Feed) -> None:
    accepted = sum(record.n_accepted for record in feed.loaded)
    (n_level,) = feed.rows("select count(*) from ops.quarantine where feed = '{feed}' and rule_id = 'level_range'")[0]
    write_contract(feed.settings, feed.name, highest=6)
    replayed = feed.replay()
    assert [record.n_pulled for record in replayed] == [record.n_pulled for record in feed.loaded]
    assert all(record.is_reconciled for record in replayed)
    assert sum(record.n_accepted for record in replayed) == accepted + n_level
    kept = (
        "select count(*), count(replayed_run_id) from ops.quarantine where feed = '{feed}' and rule_id = 'level_range'"
    )
    assert feed.rows(kept) == [(n_level, n_level)], "the lines stay, marked with the run that took the rows in"
    assert feed.rows("select count(*) from silver.{feed}") == [(accepted + n_level,)]


def test_a_cell_that_fitted_no_type_is_read_again(feed: Feed) -> None:
    feed.change_contract(
        "classification: internal\n        customProperties: [{property: label, value: {en: Level, zh: 级别}}]",
        "classification: internal\n        customProperties: [{property: label, value: {en: Level, zh: 级别}},"
        ' {property: valueMap, value: {"two": "2"}}]',
    )
    feed.replay()
    assert feed.rows("select level from silver.{feed} where ticket = 'X-3'") == [(2,)]


def test_an_unknown_area_can_be_mapped_and_a_wrong_time_stays_wrong(feed: Feed) -> None:
    label = "{property: label, value: {en: Grid, zh: 网格}}"
    feed.change_contract(f"{label}]", f'{label}, {{property: valueMap, value: {{"99-unknown": YL-01-01-01-02}}}}]')
    feed.replay()
    assert feed.rows("select area_id from silver.{feed} where ticket = 'X-1'") == [("YL-01-01-01-02",)]
    rules = feed.rows(
        "select rule_id from ops.quarantine where feed = '{feed}' and (row_json ->> '$.ticket') = 'X-2' order by all"
    )
    assert ("type:reported_at",) in rules


def test_pseudonyms_stay_what_they_were(feed: Feed) -> None:
    phones = "select row_json ->> '$.phone' from ops.quarantine where feed = '{feed}' and rule_id = 'level_range'"
    before = feed.rows(f"{phones} order by all")
    write_contract(feed.settings, feed.name, highest=6)
    feed.replay()
    assert before
    assert feed.rows("select phone from silver.{feed} where level = 6 order by all") == before


def test_rows_masked_by_another_policy_are_not_used(feed: Feed) -> None:
    before = feed.tables()
    feed.change_contract("value: testing", "value: billing")
    replayed = feed.replay()
    assert {record.state for record in replayed} == {"failed"}
    assert "masks otherwise" in (replayed[0].error or "")
    assert f"superbrain feed run {feed.name} --from 2026-01-01" in (replayed[0].error or "")
    assert feed.tables() == before
