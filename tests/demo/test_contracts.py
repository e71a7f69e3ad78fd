from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.contract_loader import check_contract
from schemas.settings import Settings
from tests.demo.conftest import DAYS, END
from tests.demo.helpers import pull_days, yunlan_contracts
from warehouse.shape import shape_batch, shape_context

CONTRACTS = yunlan_contracts()


def test_ten_departments_deliver() -> None:
    assert len(CONTRACTS) >= 10
    assert {contract.source.format for contract in CONTRACTS.values()} == {
        "json",
        "jsonl",
        "csv",
        "excel",
        "parquet",
        "table",
    }


@pytest.mark.parametrize("feed", CONTRACTS)
def test_the_contract_has_no_mistake_and_no_warning(feed: str) -> None:
    path = CONTRACTS[feed].path
    assert path is not None
    assert check_contract(path) == []


@pytest.mark.parametrize("feed", CONTRACTS)
def test_deliveries_have_exactly_the_contract_columns(feed: str, served: Settings) -> None:
    contract = CONTRACTS[feed]
    batches = pull_days(contract, served, END, END)
    delivered = {name for batch in batches for name in batch.schema.names} - {"_delivery", "_row"}
    assert delivered == {column.source_name for column in contract.columns}


@pytest.mark.parametrize("feed", CONTRACTS)
def test_a_few_rows_are_bad_and_nearly_all_are_good(feed: str, served: Settings) -> None:
    contract = CONTRACTS[feed]
    context = shape_context(contract, served)
    batches = pull_days(contract, served, END - timedelta(days=DAYS - 1), END)
    shaped = [shape_batch(batch, contract, context).batch for batch in batches]
    problems = [problem for batch in shaped for problem in batch.column("_problems").to_pylist()]
    share = sum(bool(problem) for problem in problems) / len(problems)
    assert 0.001 < share < 0.035
