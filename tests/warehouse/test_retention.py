"""Rows past their contract's retention leave tables, books and disk, and the ledger says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas.contract import FeedContract, Sla
from schemas.settings import Settings
from tests.warehouse.conftest import new_feed_id
from tests.warehouse.feed_file import write_contract
from tests.warehouse.samples import DAY_ONE, Row, days, publish_rows
from warehouse.guard import RetentionError, prove_retention
from warehouse.lake import open_lake
from warehouse.maintenance import apply_retention, expire

START = datetime(2026, 1, 1, tzinfo=UTC)


def parquet_files(settings: Settings, feed: FeedContract) -> list[Path]:
    return list((settings.lake_dir / "data" / "silver" / feed.id).glob("*.parquet"))


@pytest.fixture
def old_feed(feed: FeedContract, lake: Settings, tmp_path: Path) -> tuple[FeedContract, Settings]:
    """A feed whose contract keeps its rows for a day, beside the same lake."""
    settings = lake.model_copy(update={"contracts_dir": tmp_path / "feeds"})
    name = new_feed_id()
    path = write_contract(settings, name)
    path.write_text(path.read_text().replace("value: 100, unit: y", "value: 1, unit: d"))
    sla = Sla(frequency=timedelta(days=1), latency=timedelta(hours=6), retention=timedelta(days=1))
    return feed.model_copy(update={"id": name, "sla": sla}), settings


def test_retention_deletes_rows_and_keeps_the_books(old_feed: tuple[FeedContract, Settings]) -> None:
    feed, settings = old_feed
    publish_rows(feed, days(1), [Row("a"), Row("bad", is_bad=True)], settings)
    assert apply_retention(settings) == {feed.id: 1}
    assert apply_retention(settings) == {}
    with open_lake(settings) as conn:
        assert conn.execute(f"select count(*) from silver.{feed.id}").fetchone() == (0,)
        assert conn.execute("select count(*) from ops.quarantine where feed = ?", [feed.id]).fetchone() == (0,)
        books = conn.execute("select state, n_pulled, n_accepted from ops.run where feed = ?", [feed.id]).fetchall()
        acts = conn.execute("select leaf from audit.ledger where kind = 'retention'").fetchall()
    assert books == [("expired", 2, 1)]
    leaf = next(json.loads(leaf) for (leaf,) in acts if feed.id in leaf)["details"]
    assert (leaf["n_windows"], leaf["n_rows"], leaf["n_quarantine_lines"]) == (1, 1, 1)
    assert {"contract_version", "policy_version", "purpose", "legal_basis"} <= set(leaf)


def test_rows_past_retention_leave_a_window_that_is_not(old_feed: tuple[FeedContract, Settings]) -> None:
    """A window of three days on the third day, kept for a day: its first two days go, and leave the books too."""
    feed, settings = old_feed
    third_day = settings.model_copy(update={"today": DAY_ONE + timedelta(days=2)})
    rows = [Row(f"{day}-{n}", occurred_at=START + timedelta(days=day)) for day in range(3) for n in range(4)]
    bad = [Row(f"bad{day}", is_bad=True, occurred_at=START + timedelta(days=day)) for day in range(3)]
    publish_rows(feed, days(1, 3), [*rows, *bad], settings)
    assert apply_retention(third_day) == {feed.id: 4}
    assert apply_retention(third_day) == {}
    with open_lake(settings) as conn:
        left = conn.execute(f"select min(occurred_at), count(*) from silver.{feed.id}").fetchone()
        refused = conn.execute("select record_id from ops.quarantine where feed = ?", [feed.id]).fetchall()
        books = conn.execute(
            "select state, n_pulled, n_accepted, n_quarantined from ops.run where feed = ?", [feed.id]
        ).fetchall()
    assert left == (START + timedelta(days=1), 8)
    assert sorted(refused) == [("bad1",), ("bad2",)]
    assert books == [("succeeded", 10, 8, 2)]


def test_a_file_of_which_few_rows_expired_is_written_anew(old_feed: tuple[FeedContract, Settings]) -> None:
    """DuckLake's own compaction leaves such a file alone below a share of deleted rows."""
    feed, settings = old_feed
    rows = [Row(f"new-{n}", occurred_at=START + timedelta(days=2)) for n in range(200)]
    publish_rows(feed, days(1, 3), [*rows, Row("old", resident="PHONE_" + "e" * 24)], settings)
    apply_retention(settings.model_copy(update={"today": DAY_ONE + timedelta(days=2)}))
    expire(settings, keep=timedelta(0))
    assert all(b"e" * 24 not in path.read_bytes() for path in parquet_files(settings, feed))
    assert prove_retention(settings, grace=timedelta(0)).is_ok


def test_expired_rows_are_physically_gone_and_proved_so(old_feed: tuple[FeedContract, Settings]) -> None:
    feed, settings = old_feed
    publish_rows(feed, days(1), [Row("a", resident="PHONE_" + "e" * 24), Row("b")], settings)
    apply_retention(settings)
    assert b"e" * 24 in b"".join(path.read_bytes() for path in parquet_files(settings, feed))
    with pytest.raises(RetentionError, match=rf"rows past their retention .* {feed.id}/"):
        prove_retention(settings, grace=timedelta(0))
    expire(settings, keep=timedelta(0))
    assert parquet_files(settings, feed) == []
    assert prove_retention(settings, grace=timedelta(0)).is_ok
    with open_lake(settings) as conn:
        proofs = conn.execute(
            "select json_extract_string(leaf, '$.details.n_left') from audit.ledger where kind = 'retention'"
            " and json_extract_string(leaf, '$.details.is_proof') = 'true' order by seq desc limit 2"
        ).fetchall()
    assert int(proofs[0][0]) == 0 < 2 <= int(proofs[1][0])
