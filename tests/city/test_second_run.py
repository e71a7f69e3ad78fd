"""A second demo goes on from what is there and changes nothing."""

from __future__ import annotations

import json

from .conftest import RunningCity


def test_loading_again_changes_no_row(city: RunningCity) -> None:
    (before,) = city.query("select count(*) as n, sum(n_accepted)::bigint as n_accepted from ops.run")
    last = city.query(
        "select feed, strftime(max(window_end) - interval 1 hour, '%Y-%m-%d') as day from ops.run "
        "where city_id = 'yunlan' group by feed"
    )
    for row in last:
        city.superbrain("feed", "run", row["feed"], "--from", row["day"], "--to", row["day"], "--json")
    (after,) = city.query("select count(*) as n, sum(n_accepted)::bigint as n_accepted from ops.run")
    assert after == before


def test_status_names_every_service(city: RunningCity) -> None:
    services = {row["service"]: row for row in json.loads(city.superbrain("status", "--json").stdout)}
    wanted = ("airflow-api", "airflow-scheduler", "airflow-dag-processor", "superset", "docs", "demo")
    assert all(services[name]["is_healthy"] for name in wanted)
