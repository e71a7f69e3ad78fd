"""A second demo goes on from what is there and changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from .conftest import RunningCity

OF_EACH_KIND = ("fever_clinics", "traffic_incidents", "water_network")
"""A workbook of counts, a paged service, a database; loading a day again means loading its whole window again."""


def test_loading_again_changes_no_row(city: RunningCity) -> None:
    """By the demo's own clock, which stands still: by the wall clock, what arrives this morning lies in the future."""
    state = json.loads((city.settings.home / "demo" / "state.json").read_text())
    today = date.fromisoformat(state["last"]) + timedelta(days=1)
    at_the_demos_time = replace(city, environment={**city.environment, "SUPERBRAIN_TODAY": today.isoformat()})
    books = "select feed, run_id, n_pulled, n_accepted, n_quarantined, n_duplicate from ops.run order by all"
    before = city.query(books)
    for feed in OF_EACH_KIND:
        at_the_demos_time.superbrain("feed", "run", feed, "--from", state["last"], "--to", state["last"], "--json")
    assert city.query(books) == before


def test_status_names_every_service(city: RunningCity) -> None:
    services = {row["service"]: row for row in json.loads(city.superbrain("status", "--json").stdout)}
    wanted = ("airflow-api", "airflow-scheduler", "airflow-dag-processor", "superset", "docs", "demo")
    assert all(services[name]["is_healthy"] for name in wanted)
