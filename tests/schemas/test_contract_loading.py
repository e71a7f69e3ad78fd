"""Loading many contracts: closed by default, and one wrong file stops no other feed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.contract import Operator
from schemas.contract_loader import check_contract, load_contract, load_contracts, read_contracts
from schemas.contract_template import FeedNameError, new_contract_text
from schemas.problems import ContractError
from schemas.settings import Settings

UNCLASSIFIED = ("        classification: public\n", "")


def test_a_column_that_no_one_classified_is_dropped_with_a_warning(example: str, write: Callable[[str], Path]) -> None:
    path = write(example.replace(*UNCLASSIFIED))
    contract = load_contract(path)
    rule = contract.column("tree_height_m").pii
    assert rule is not None
    assert rule.operator is Operator.DROP
    assert [problem.level for problem in check_contract(path)] == ["warning"]
    assert "tree_height_m" in contract.warnings[0]


def test_one_wrong_file_stops_no_other(example: str, tmp_path: Path) -> None:
    (tmp_path / "park_repairs.yaml").write_text(example, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("kind: DataContract", encoding="utf-8")
    settings = Settings(contracts_dir=tmp_path)
    contracts, problems = read_contracts(settings)
    assert list(contracts) == ["park_repairs"]
    assert {problem.path.name for problem in problems} == {"broken.yaml"}
    with pytest.raises(ContractError, match=r"broken\.yaml:1"):
        load_contracts(settings)


def test_two_files_of_one_feed_are_refused(example: str, tmp_path: Path) -> None:
    for name in ("park_repairs.yaml", "parks_again.yaml"):
        (tmp_path / name).write_text(example, encoding="utf-8")
    settings = Settings(contracts_dir=tmp_path)
    assert [problem.level for problem in check_contract(tmp_path / "parks_again.yaml")] == ["warning"]
    with pytest.raises(ContractError, match=r"parks_again\.yaml:1: id: 'park_repairs' is already the id of park_repa"):
        load_contracts(settings)


def test_a_topic_that_another_feed_counts_cannot_be_measured(example: str, tmp_path: Path) -> None:
    measuring = example.replace("park_repairs", "tree_heights").replace("value: event}", "value: measure}")
    measuring = measuring.replace("      closed_at: closed_at\n", "      value: tree_height_m\n")
    (tmp_path / "a_tree_heights.yaml").write_text(measuring, encoding="utf-8")
    settings = Settings(contracts_dir=tmp_path)
    assert list(load_contracts(settings)) == ["tree_heights"]
    (tmp_path / "park_repairs.yaml").write_text(example, encoding="utf-8")
    contracts, problems = read_contracts(settings)
    assert list(contracts) == ["park_repairs"]
    (problem,) = [problem for problem in problems if problem.level == "error"]
    assert str(problem) == (
        "a_tree_heights.yaml:1: maps.topic: 'service.other' is counted by park_repairs; "
        "what is measured needs a topic of its own"
    )


def test_a_new_contract_passes_once_written(tmp_path: Path) -> None:
    path = tmp_path / "snow_clearing.yaml"
    path.write_text(new_contract_text("snow_clearing"), encoding="utf-8")
    assert check_contract(path) == []
    assert load_contract(path).status == "draft"


@pytest.mark.parametrize("name", ["Snow", "1st", "snow-clearing", "", "a b", "../x"])
def test_a_name_that_cannot_be_a_table_is_refused(name: str) -> None:
    with pytest.raises(FeedNameError):
        new_contract_text(name)
