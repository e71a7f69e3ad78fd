"""Real input beside the demo city: Chicago's sanitation complaints of all years, through the same path."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from .conftest import RunningCity

DELIVERED = 74_401


@pytest.fixture
def chicago(city: RunningCity, shared_feeds: Path) -> RunningCity:
    assert shared_feeds.is_dir()
    return city


def test_every_row_is_accounted_for(chicago: RunningCity) -> None:
    (run,) = chicago.query(
        "select sum(n_pulled)::bigint as n_pulled, sum(n_accepted)::bigint as n_accepted, "
        "sum(n_quarantined + n_duplicate)::bigint as n_other from ops.run where feed = 'chicago311'"
    )
    assert run["n_pulled"] == run["n_accepted"] + run["n_other"] == DELIVERED


def test_street_addresses_rest_as_pseudonyms(chicago: RunningCity, shared_feeds: Path) -> None:
    with gzip.open(shared_feeds / "chicago311_sanitation.csv.gz", "rt", encoding="utf-8") as file:
        delivered = {row["Street_Address"] for row in csv.DictReader(file)}
    stored = {row["street_address"] for row in chicago.query("select distinct street_address from silver.chicago311")}
    assert len(stored) > 1000
    assert not stored & delivered - {None, ""}


@pytest.mark.parametrize("table", ["forecast", "detection", "warning"])
def test_it_is_forecast_and_watched(chicago: RunningCity, table: str) -> None:
    (found,) = chicago.query(f"select count(*) as n from brain.{table} where city_id = 'chicago'")
    assert found["n"] > 0


def test_it_is_judged_as_of_its_own_last_day(chicago: RunningCity) -> None:
    (found,) = chicago.query("select max(made_on)::varchar as day from brain.forecast where city_id = 'chicago'")
    assert found["day"] < "2016"
