"""The serving database: no silver, locked down, swapped whole under a reader."""

from __future__ import annotations

import duckdb
import pytest

from schemas.contract import FeedContract
from schemas.settings import Settings
from tests.warehouse.samples import Row, days, publish_rows
from warehouse.serving import open_serving, publish_serving


def test_it_holds_no_silver_and_no_quarantined_cell(feed: FeedContract, lake: Settings) -> None:
    publish_rows(feed, days(1), [Row("a"), Row("bad", is_bad=True)], lake)
    with open_serving(publish_serving(lake)) as conn:
        tables = conn.execute("select table_schema, table_name from information_schema.tables").fetchall()
        columns = [row[0] for row in conn.execute("describe ops.quarantine").fetchall()]
        rules = conn.execute("select record_id, rule_id from ops.quarantine where feed = ?", [feed.id]).fetchall()
    assert {schema for schema, _ in tables} == {"gold", "brain", "ops", "audit", "ref"}
    assert "row_json" not in columns
    assert rules == [("bad", "version_positive")]


def test_a_reader_keeps_what_it_opened_and_the_next_sees_the_new(feed: FeedContract, lake: Settings) -> None:
    counted = f"select count(*) from ops.run where feed = '{feed.id}'"
    publish_rows(feed, days(1), [Row("a")], lake)
    reader = open_serving(publish_serving(lake))
    publish_rows(feed, days(2), [Row("b")], lake)
    path = publish_serving(lake)
    assert reader.execute(counted).fetchone() == (1,)
    reader.close()
    with open_serving(path) as conn:
        assert conn.execute(counted).fetchone() == (2,)
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["serving.duckdb", "serving.lock"]


def test_it_is_locked_down(lake: Settings) -> None:
    with open_serving(publish_serving(lake)) as conn:
        for sql in ("delete from ops.run", "select * from read_text('/etc/hostname')", "set threads = 1"):
            with pytest.raises(duckdb.Error):
                conn.execute(sql)
