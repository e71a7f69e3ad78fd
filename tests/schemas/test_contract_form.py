"""The documented form of a contract is the form that is read, and it is the standard's."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
import yaml

from schemas.contract import Operator
from schemas.contract_loader import check_contract, load_contract
from schemas.settings import REPO

FEEDS = sorted((REPO / "schemas" / "feeds").glob("*.yaml"))


def test_the_documented_example_has_no_mistake(example: str, write: Callable[[str], Path]) -> None:
    assert check_contract(write(example)) == []


def test_every_part_of_the_example_arrives(example: str, write: Callable[[str], Path]) -> None:
    contract = load_contract(write(example))
    assert contract.sla.retention == timedelta(days=3 * 365)
    assert contract.source.encoding == "gb18030"
    assert contract.maps.record_id == ("ticket_no",)
    assert contract.column("status").value_map == {"已办结": "closed", "处理中": "open"}
    phone = contract.column("caller_phone").pii
    assert phone is not None
    assert phone.operator is Operator.PSEUDONYMISE
    rules = {rule.rule_id: rule for rule in contract.quality}
    assert rules["allowed:status"].arguments == {"validValues": ["open", "closed"]}
    assert rules["closed_at_sometimes"].unit == "percent"
    assert rules["some_rows"].dimension == "completeness"
    assert rules["tree_height_range"].dimension == "validity"


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_contracts_in_the_repo_have_no_mistake(path: Path) -> None:
    assert [str(problem) for problem in check_contract(path)] == []


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_contracts_in_the_repo_are_valid_by_the_standards_own_schema(path: Path) -> None:
    schema = json.loads(resources.files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8"))
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)
