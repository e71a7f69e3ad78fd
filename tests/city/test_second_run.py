"""A second demo goes on from what is there and changes nothing."""

from __future__ import annotations

import json

from .conftest import RunningCity


def test_loading_again_replaces_and_does_not_double(city: RunningCity) -> None:
    (before,) = city.query("select count(*) as n from ops.run")
    last = "strftime(max(window_end) - interval 1 hour, '%Y-%m-%d')"
    days = city.query(
        f"select feed, {last} as day from ops.run where feed in ('weather', 'water_network') group by feed"
    )
    for row in days:
        city.superbrain("feed", "run", row["feed"], "--from", row["day"], "--to", row["day"], "--json")
        (books,) = city.query(f"select sum(n_accepted)::bigint as n from ops.run where feed = '{row['feed']}'")
        (rows,) = city.query(f"select count(*) as n, count(distinct record_id) as n_ids from silver.{row['feed']}")
        assert rows["n"] == rows["n_ids"] == books["n"]
    (after,) = city.query("select count(*) as n from ops.run")
    assert after == before


def test_status_names_every_service(city: RunningCity) -> None:
    services = {row["service"]: row for row in json.loads(city.superbrain("status", "--json").stdout)}
    wanted = ("airflow-api", "airflow-scheduler", "airflow-dag-processor", "superset", "docs", "demo")
    assert all(services[name]["is_healthy"] for name in wanted)
