"""A run that fails changes nothing but its own record, says why in one sentence, and the next run recovers."""

from __future__ import annotations

from collections.abc import Iterator

from privacy.errors import MaskingError
from schemas.contract import FeedContract, QualityRule
from schemas.settings import Settings
from schemas.window import Window
from tests.warehouse.samples import Delivery, Row, days
from warehouse.lake import open_lake
from warehouse.load import MaskedRows, load_window

PHONE = "13800138000"


def breaks_midway(contract: FeedContract, window: Window, settings: Settings) -> Iterator[MaskedRows]:
    yield from Delivery(Row("new"))(contract, window, settings)
    raise ValueError(f"could not read the cell {PHONE}")


def refuses_to_mask(contract: FeedContract, window: Window, settings: Settings) -> Iterator[MaskedRows]:
    raise MaskingError(f"feed {contract.id}: masking a batch failed; nothing of it is kept")
    yield


def state(feed: FeedContract, settings: Settings) -> tuple[object, ...]:
    with open_lake(settings) as conn:
        silver = conn.execute(f"select record_id from silver.{feed.id} order by 1").fetchall()
        cursor = conn.execute("select loaded_through from ops.cursor where feed = ?", [feed.id]).fetchall()
        runs = conn.execute("select run_id, state from ops.run where feed = ? order by 1", [feed.id]).fetchall()
    return silver, cursor, runs


def test_a_failure_leaves_the_tables_and_the_next_run_recovers(feed: FeedContract, lake: Settings) -> None:
    load_window(feed, days(1), lake, Delivery(Row("a")))
    silver, cursor, runs = state(feed, lake)
    failed = load_window(feed, days(2), lake, breaks_midway)
    assert failed.state == "failed"
    name = f"{feed.id}:2026-01-02:2026-01-02"
    assert state(feed, lake) == (silver, cursor, [*runs, (name, "failed")])
    assert load_window(feed, days(2), lake, Delivery(Row("b"))).n_attempts == 2
    assert state(feed, lake)[2] == [*runs, (name, "succeeded")]


def test_a_failed_repeat_keeps_the_good_run(feed: FeedContract, lake: Settings) -> None:
    load_window(feed, days(1), lake, Delivery(Row("a")))
    before = state(feed, lake)
    assert load_window(feed, days(1), lake, refuses_to_mask).state == "failed"
    assert state(feed, lake) == before
    with open_lake(lake) as conn:
        attempts = conn.execute("select attempt_id, state from ops.run_attempt where feed = ? order by 1", [feed.id])
        run_id = f"{feed.id}:2026-01-01:2026-01-01"
        assert attempts.fetchall() == [(f"{run_id}#1", "succeeded"), (f"{run_id}#2", "failed")]


def test_no_value_of_the_data_enters_the_error(feed: FeedContract, lake: Settings) -> None:
    error = load_window(feed, days(1), lake, breaks_midway).error or ""
    assert PHONE not in error
    assert error.startswith(f"feed {feed.id}: unexpected ValueError")


def test_a_rule_of_severity_fail_fails_the_run(feed: FeedContract, lake: Settings) -> None:
    rule = QualityRule(
        rule_id="enough", dimension="completeness", metric="rowCount", must_be_between=(3, 9), severity="fail"
    )
    strict = feed.model_copy(update={"quality": (rule,)})
    failed = load_window(strict, days(1), lake, Delivery(Row("a")))
    assert (failed.state, failed.error) == (
        "failed",
        f"feed {feed.id}: rule enough does not hold: enough lies outside its range",
    )
    assert load_window(strict, days(1), lake, Delivery(*map(Row, "abc"))).n_accepted == 3


def test_a_rule_that_cannot_run_fails_the_run_and_is_not_called_failed(feed: FeedContract, lake: Settings) -> None:
    rule = QualityRule(
        rule_id="broken", dimension="validity", metric="sql", query="select record_id from {table} where nope"
    )
    broken = feed.model_copy(update={"quality": (rule,)})
    assert "rule broken could not be run" in (load_window(broken, days(1), lake, Delivery(Row("a"))).error or "")
    warned = broken.model_copy(update={"quality": (rule.model_copy(update={"severity": "warn"}),)})
    assert load_window(warned, days(1), lake, Delivery(Row("a"))).state == "succeeded"
    with open_lake(lake) as conn:
        result = "select is_passed, is_errored from ops.quality_result where feed = ? and rule_id = 'broken'"
        assert conn.execute(result, [feed.id]).fetchall() == [(False, True)]
