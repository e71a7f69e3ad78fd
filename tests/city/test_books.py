"""Every row that a department delivered is accounted for."""

from __future__ import annotations

from .conftest import RunningCity


def test_every_run_is_reconciled(city: RunningCity) -> None:
    runs = city.query("select run_id, state, n_pulled, n_accepted, n_quarantined, n_duplicate from ops.run")
    assert len(runs) >= 10
    for run in runs:
        assert run["state"] == "succeeded"
        assert run["n_pulled"] == run["n_accepted"] + run["n_quarantined"] + run["n_duplicate"], run


def test_ten_feeds_of_different_kind_have_rows(city: RunningCity) -> None:
    assert len(city.summary["feeds"]) >= 10
    assert all(feed["n_accepted"] > 0 for feed in city.summary["feeds"])
    assert any(feed["n_quarantined"] > 0 for feed in city.summary["feeds"])
    assert any(feed["n_duplicate"] > 0 for feed in city.summary["feeds"])


def test_silver_holds_each_accepted_row_once(city: RunningCity) -> None:
    accepted = {feed["feed"]: feed["n_accepted"] for feed in city.summary["feeds"]}
    counts = " union all ".join(
        f"select '{feed}' as feed, count(*) as n, count(distinct record_id) as n_ids from silver.{feed}"
        for feed in accepted
    )
    for found in city.query(counts):
        assert found["n"] == found["n_ids"] == accepted[found["feed"]], found


def test_quarantined_rows_keep_rule_and_reason(city: RunningCity) -> None:
    rows = city.query("select feed, rule_id, reason, contract_version from ops.quarantine limit 200")
    assert rows
    assert all(row["rule_id"] and row["reason"] and row["contract_version"] for row in rows)


def test_gold_counts_what_silver_holds(city: RunningCity) -> None:
    feeds = city.query("select feed_id from ref.feed where city_id = 'yunlan' and grain in ('event', 'count')")
    silver = " union all ".join(f"select n_events from silver.{feed['feed_id']}" for feed in feeds)
    (found,) = city.query(
        f"select (select sum(n_events) from ({silver}))::bigint as in_silver, "
        "(select sum(n_events) from gold.event_daily where area_id = 'YL' and topic_id = 'all')::bigint as in_gold"
    )
    assert found["in_gold"] == found["in_silver"] > 0
