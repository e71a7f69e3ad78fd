"""However a contract is mangled, the check answers with mistakes, never with a crash."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.contract import FeedContract
from schemas.contract_loader import check_contract, load_contract
from schemas.problems import ContractError

ODD: list[Any] = [None, "", "x", 0, -1, 1.5, True, [], {}, ["x"], {"x": "y"}, [{}], "{table}", "2026-01-01"]


def _places(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Path of every value in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for key, item in inner for found in _places(item, (*place, key)))]


def _replaced(document: Any, place: tuple[Any, ...], odd: Any) -> Any:
    if not place:
        return odd
    target = document
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = odd
    return document


def _outcome(text: str) -> FeedContract | None:
    """The contract, or None where the check found mistakes; the two must agree."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "park_repairs.yaml"
        path.write_text(text, encoding="utf-8")
        errors = [problem for problem in check_contract(path) if problem.level == "error"]
        assert all(problem.line >= 1 and problem.field and problem.message for problem in errors)
        try:
            contract = load_contract(path)
        except ContractError:
            assert errors
            return None
        assert not errors
        return contract


@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_any_value_replaced_by_an_odd_one(data: st.DataObject, example: str) -> None:
    document = yaml.load(example, Loader=yaml.CSafeLoader)
    place = data.draw(st.sampled_from(_places(document)))
    odd = data.draw(st.sampled_from(ODD))
    _outcome(yaml.dump(_replaced(document, place, odd), Dumper=yaml.CSafeDumper, allow_unicode=True))


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_lines_removed(data: st.DataObject, example: str) -> None:
    lines = example.splitlines()
    start = data.draw(st.integers(0, len(lines) - 1))
    length = data.draw(st.integers(1, 12))
    _outcome("\n".join(lines[:start] + lines[start + length :]))
