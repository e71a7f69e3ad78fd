from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from demo.faults import FILE_KINDS, HTTP_KINDS, KINDS, break_system, mend
from demo.generate import generate
from demo.store import DemoError
from schemas.settings import Settings
from tests.demo.conftest import END
from tests.demo.helpers import digests, free_port, pull_days, serving, yunlan_contracts
from warehouse.shape import ShapeError, shape_batch, shape_context
from warehouse.sources import SourceError

HARMLESS = ("duplicate_delivery", "extra_column")
"""These deliveries are read whole; what is too much is put aside later."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("town"), demo_port=free_port(), today=date(2026, 3, 11))
    generate(settings, 1, 11, END)
    return settings


def _read(feed: str, settings: Settings) -> int:
    contract = yunlan_contracts()[feed]
    context = shape_context(contract, settings)
    batches = pull_days(contract, settings, END, END)
    return sum(shape_batch(batch, contract, context).batch.num_rows for batch in batches)


@pytest.mark.parametrize("kind", [kind for kind in FILE_KINDS if kind not in HARMLESS])
def test_a_broken_file_is_refused_and_mending_restores_it(kind: str, town: Settings) -> None:
    before = digests(town)
    feed = FILE_KINDS[kind][0]
    break_system(town, kind)
    with pytest.raises((SourceError, ShapeError)):
        _read(feed, town)
    assert len(mend(town)) == 1
    assert {name: digest for name, digest in digests(town).items() if "whole" not in name} == before
    assert _read(feed, town) > 0


def test_a_duplicate_delivery_is_read_twice(town: Settings) -> None:
    once = _read("grid_reports", town)
    break_system(town, "duplicate_delivery")
    assert _read("grid_reports", town) == 2 * once
    mend(town)


def test_an_extra_column_does_no_harm(town: Settings) -> None:
    break_system(town, "extra_column")
    assert _read("weather", town) > 0
    mend(town)


def test_a_broken_database_is_refused(town: Settings) -> None:
    break_system(town, "broken_database")
    with pytest.raises(SourceError, match="water_network"):
        _read("water_network", town)
    mend(town)
    assert _read("water_network", town) > 0


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("http_429", 429), ("html", 200), ("half_json", 200)])
def test_a_broken_service_answers_wrongly_as_often_as_asked(kind: str, status: int, town: Settings) -> None:
    break_system(town, kind, times=1)
    with serving(town) as client:
        wrong = client.get("/hotline/v1/cases")
        assert wrong.status_code == status
        assert "items" not in wrong.text or not wrong.text.endswith("}")
        assert client.get("/hotline/v1/cases").json()["data"]["total"] > 0
        assert client.get("/traffic/v2/incidents").json()["count"] > 0


def test_unknown_faults_and_missing_cities_are_named(town: Settings, tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="unknown fault 'meteor'"):
        break_system(town, "meteor")
    with pytest.raises(DemoError, match="needs a REST feed"):
        break_system(town, HTTP_KINDS[0], feed="weather")
    with pytest.raises(DemoError, match="no demo city"):
        break_system(Settings(home=tmp_path), KINDS[0])
