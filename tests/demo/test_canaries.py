from __future__ import annotations

import pytest

from demo.canaries import CANARIES, canary_values
from schemas.settings import Settings
from tests.demo.conftest import END
from tests.demo.helpers import pull_days, texts_of, yunlan_contracts
from warehouse.shape import shape_batch, shape_context

CONTRACTS = yunlan_contracts()


def _holds_canary(texts: list[str]) -> bool:
    return any(value in text for text in texts for value in canary_values())


@pytest.mark.parametrize("feed", CONTRACTS)
def test_an_invented_person_stands_in_columns_and_in_notes(feed: str, served: Settings) -> None:
    contract = CONTRACTS[feed]
    batches = pull_days(contract, served, END, END)
    for kind in ("pii", "pii_text"):
        columns = [column.source_name for column in contract.columns if column.classification == kind]
        assert any(_holds_canary(texts_of(batches, name)) for name in columns), kind


@pytest.mark.parametrize("feed", CONTRACTS)
def test_an_invented_person_stands_in_a_rejected_row(feed: str, served: Settings) -> None:
    contract = CONTRACTS[feed]
    context = shape_context(contract, served)
    rejected = []
    for raw in pull_days(contract, served, END, END):
        problems = shape_batch(raw, contract, context).batch.column("_problems").to_pylist()
        rows = [row for row, broken in enumerate(problems) if broken]
        rejected += [str(raw.slice(row, 1).to_pylist()) for row in rows]
    assert _holds_canary(rejected)


def test_the_people_are_all_different() -> None:
    values = canary_values()
    assert len(set(values)) == len(values) == 7 * len(CANARIES)
