"""Real municipal data, pulled and shaped whole by the contracts in the repo."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from schemas.contract_loader import load_contract
from schemas.settings import REPO, Settings
from schemas.window import Window
from warehouse.shape import shape_batch, shape_context
from warehouse.sources import pull

FEEDS = {
    "chicago311": ((date(2000, 1, 1), date(2015, 1, 1)), 74_401, {"area_known": 7}),
    "sf311": ((date(2008, 7, 1), date(2018, 12, 31)), 10_000, {}),
    "sf_fire": ((date(2000, 4, 1), date(2014, 12, 31)), 10_000, {}),
    "nhs_ae": ((date(2016, 4, 1), date(2019, 12, 31)), 12_765, {}),
}


@pytest.mark.parametrize("feed", FEEDS)
def test_every_row_arrives_and_its_faults_are_named(feed: str, shared_feeds: Path) -> None:
    days, n_rows, problems = FEEDS[feed]
    contract = load_contract(REPO / "schemas" / "feeds" / f"{feed}.yaml")
    settings = Settings(shared_feeds_dir=shared_feeds)
    context = shape_context(contract, settings)
    found: Counter[str] = Counter()
    n_found = 0
    for raw in pull(contract, Window.of_days(*days, contract.timezone), settings):
        batch = shape_batch(raw, contract, context).batch
        n_found += batch.num_rows
        found.update(batch.column("_problems").flatten().to_pylist())
        assert batch.column("topic_id").null_count == 0
    assert n_found == n_rows
    assert found == problems


def test_windows_share_the_years_out_without_loss(shared_feeds: Path) -> None:
    contract = load_contract(REPO / "schemas" / "feeds" / "chicago311.yaml")
    settings = Settings(shared_feeds_dir=shared_feeds)
    spans = [(date(2000, 1, 1), date(2010, 12, 31)), *((date(y, 1, 1), date(y, 12, 31)) for y in range(2011, 2015))]
    spans.append((date(2015, 1, 1), date(2015, 1, 1)))
    counts = [
        sum(batch.num_rows for batch in pull(contract, Window.of_days(*span, contract.timezone), settings))
        for span in spans
    ]
    assert counts == [28 + 156, 17_922, 19_124, 18_113, 19_041, 17]
