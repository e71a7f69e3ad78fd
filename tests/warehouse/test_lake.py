"""The lake opens, locks, writes and refuses as promised."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import duckdb
import pytest

from schemas.contract import FeedContract
from schemas.settings import Settings
from tests.warehouse.samples import Delivery, Row, days
from warehouse.connection import commit_lock
from warehouse.lake import LakeError, open_lake, transaction
from warehouse.load import load_window


def test_home_is_closed_to_others(lake: Settings) -> None:
    for path in (lake.home, lake.lake_dir, *lake.lake_dir.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_file_in_place_of_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    settings = Settings(home=tmp_path / "var")
    with pytest.raises(LakeError, match=r"cannot create .*var.*SUPERBRAIN_HOME"), open_lake(settings):
        pass


def test_reading_cannot_write(lake: Settings) -> None:
    with open_lake(lake) as conn, pytest.raises(duckdb.Error, match="read-only"):
        conn.execute("delete from ops.run")


def test_a_transaction_is_all_or_nothing(lake: Settings) -> None:
    with open_lake(lake, write=True) as conn:
        with pytest.raises(duckdb.Error), transaction(conn):
            conn.execute("insert into ops.cursor (feed) values ('half'); select 1 / 'no number'")
        assert conn.execute("select count(*) from ops.cursor where feed = 'half'").fetchone() == (0,)


def test_the_commit_message_is_kept_with_the_snapshot(lake: Settings, feed: FeedContract) -> None:
    load_window(feed, days(1), lake, Delivery(Row("a")))
    with open_lake(lake) as conn:
        messages = conn.execute("select commit_message from lake.snapshots()").fetchall()
    assert (f"run {feed.id}:2026-01-01:2026-01-01",) in messages


def test_a_writer_that_waits_too_long_says_so(lake: Settings) -> None:
    impatient = lake.model_copy(update={"lock_timeout_seconds": 0.1})
    with commit_lock(lake), pytest.raises(LakeError, match="another process"), open_lake(impatient, write=True):
        pass


def test_no_cell_is_inlined_in_the_catalog(lake: Settings, feed: FeedContract) -> None:
    """DuckLake would keep rows of small inserts in the catalog; ``lower``/``upper`` bounds are all it may hold."""
    load_window(feed, days(1), lake, Delivery(*(Row(f"inlined-{n}") for n in ("a", "middle", "z"))))
    assert b"inlined-middle" not in b"".join(path.read_bytes() for path in lake.lake_dir.glob("catalog.sqlite*"))


def test_a_run_does_not_start_on_a_full_disk(lake: Settings, feed: FeedContract) -> None:
    free = shutil.disk_usage(lake.home).free
    full = lake.model_copy(update={"min_free_bytes": free * 2})
    record = load_window(feed, days(1), full, Delivery(Row("a")))
    assert record.state == "failed"
    assert "MiB are free" in (record.error or "")
    assert load_window(feed, days(1), lake, Delivery(Row("a"))).state == "succeeded"
