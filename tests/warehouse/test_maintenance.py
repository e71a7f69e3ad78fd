"""Upkeep keeps every row: compaction, expiry, what killed processes left."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from schemas.contract import FeedContract
from schemas.settings import Settings
from tests.warehouse.samples import Row, days, publish_rows
from warehouse import maintenance
from warehouse.lake import open_lake
from warehouse.maintenance import MaintenanceError, compact, expire, table_digests


def digests(settings: Settings) -> dict[str, tuple[int, int]]:
    with open_lake(settings) as conn:
        return table_digests(conn)


def parquet_files(settings: Settings, feed: FeedContract) -> list[Path]:
    return list((settings.lake_dir / "data" / "silver" / feed.id).glob("*.parquet"))


def load_days(feed: FeedContract, settings: Settings) -> None:
    """Six days, each changing a row of the day before, so that files hold deleted rows."""
    for day in range(1, 7):
        rows = [Row(f"{day}-{n}") for n in range(9)]
        publish_rows(feed, days(day), [*rows, *([Row(f"{day - 1}-0", 2)] if day > 1 else [])], settings)


def test_compaction_and_expiry_change_no_row_and_leave_fewer_files(feed: FeedContract, lake: Settings) -> None:
    load_days(feed, lake)
    before, n_files = digests(lake), len(parquet_files(lake, feed))
    assert compact(lake) > 0
    assert digests(lake) == before
    expire(lake, keep=timedelta(0))
    assert digests(lake) == before
    assert len(parquet_files(lake, feed)) < n_files


def test_a_merge_that_would_change_rows_is_rolled_back(
    feed: FeedContract, lake: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is injected after the merge, inside its transaction."""
    load_days(feed, lake)
    before, real, calls = digests(lake), maintenance.table_digests, iter(range(9))

    def losing(conn: object) -> dict[str, tuple[int, int]]:
        if next(calls) == 1:
            conn.execute(f"delete from silver.{feed.id} where record_id = '1-1'")  # type: ignore[attr-defined]  # a DuckDB connection
        return real(conn)  # type: ignore[arg-type]  # the same

    monkeypatch.setattr(maintenance, "table_digests", losing)
    with pytest.raises(MaintenanceError, match=f"silver.{feed.id}"):
        compact(lake)
    monkeypatch.undo()
    assert digests(lake) == before


def test_what_a_killed_process_left_is_removed(feed: FeedContract, lake: Settings) -> None:
    load_days(feed, lake)
    before = digests(lake)
    orphan = parquet_files(lake, feed)[0].with_name("left-by-a-killed-process.parquet")
    orphan.write_bytes(parquet_files(lake, feed)[0].read_bytes())
    spill = lake.home / "tmp" / "spill-999999999"
    spill.mkdir()
    os.utime(orphan, (0, 0))
    expire(lake)
    assert not orphan.exists()
    assert not spill.exists()
    assert digests(lake) == before
