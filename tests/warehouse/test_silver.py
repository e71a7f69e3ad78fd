"""Silver tables follow their contract, and refuse what would rewrite the past."""

from __future__ import annotations

from schemas.contract import FeedContract, Operator, PiiRule
from schemas.settings import Settings
from tests.warehouse.samples import Delivery, Row, column, days
from warehouse.lake import open_lake
from warehouse.load import load_window
from warehouse.silver import masked_columns, present_columns


def test_a_new_column_is_added_and_old_rows_lack_it(feed: FeedContract, lake: Settings) -> None:
    load_window(feed, days(1), lake, Delivery(Row("a")))
    wider = feed.model_copy(update={"version": "1.1.0", "columns": (*feed.columns, column("note"))})
    load_window(wider, days(2), lake, Delivery(Row("b")))
    with open_lake(lake) as conn:
        rows = conn.execute(f"select record_id, note, contract_version from silver.{feed.id} order by 1").fetchall()
    assert rows == [("a", None, "1.0.0"), ("b", None, "1.1.0")]


def test_a_changed_type_is_refused(feed: FeedContract, lake: Settings) -> None:
    load_window(feed, days(1), lake, Delivery(Row("a")))
    columns = tuple(column("version", "date") if c.name == "version" else c for c in feed.columns)
    error = load_window(feed.model_copy(update={"columns": columns}), days(2), lake, Delivery()).error
    assert error == (
        f"feed {feed.id}: column version is bigint in the lake but date in contract version 1.0.0; "
        "give the column a new name, or keep its type"
    )


def test_personal_columns_are_text_or_absent(feed: FeedContract) -> None:
    dropped = PiiRule(entity="PERSON", operator=Operator.DROP)
    kept = PiiRule(entity="PHONE", operator=Operator.PSEUDONYMISE)
    columns = (
        column("name", classification="pii", pii=dropped),
        column("tel", "integer", classification="pii", pii=kept),
    )
    kinds = masked_columns(feed.model_copy(update={"columns": columns}))
    assert "name" not in kinds
    assert kinds["tel"] == "varchar"


def test_every_silver_row_says_where_it_comes_from(feed: FeedContract, lake: Settings) -> None:
    load_window(feed, days(1), lake, Delivery(Row("a")))
    with open_lake(lake) as conn:
        columns = present_columns(conn, feed.id)
    expected = {"record_id", "occurred_at", "received_at", "area_id", "topic_id", "run_id", "contract_version"}
    assert expected <= columns.keys()
