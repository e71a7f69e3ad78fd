"""Every kind of rule: Great Expectations and the failing-row query agree on what holds."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.contract import FeedContract, QualityRule
from schemas.settings import Settings
from tests.warehouse.samples import Row, to_batch
from warehouse.quality.check import check_stage
from warehouse.quality.rules import contract_rules, shaping_rule_ids
from warehouse.stage import open_stage

ROWS = [
    Row("a", 1, resident="tok_1"),
    Row("b", 7, resident="tok_1"),
    Row("c", 7, resident="unknown"),
    Row("d", 9),
    Row("e", 2, resident="it's", problems=("area_known", "type:version")),
]
KINDS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("nullValues", {"column": "resident"}, ["d"]),
    ("missingValues", {"column": "resident", "arguments": {"missingValues": ["unknown"]}}, ["c", "d"]),
    ("invalidValues", {"column": "version", "arguments": {"minimum": 2, "maximum": 8}}, ["a", "d"]),
    ("invalidValues", {"column": "resident", "arguments": {"validValues": ["tok_1", "it's"]}}, ["c"]),
    ("invalidValues", {"column": "resident", "arguments": {"pattern": "tok_[0-9]+"}}, ["c", "e"]),
    ("duplicateValues", {"column": "version"}, ["b", "c"]),
    ("duplicateValues", {"arguments": {"properties": ["version", "resident"]}}, []),
    ("sql", {"query": "select record_id from {table} where version > 8;"}, ["d"]),
    ("sql", {"query": "select record_id from {table} where version > 99"}, []),
]


@pytest.fixture(scope="module")
def failing(lake: Settings) -> tuple[dict[str, tuple[bool, int, bool]], dict[str, list[str]]]:
    """All kinds at once: result and failing records by rule."""
    rules = tuple(
        QualityRule(rule_id=f"rule_{n}", dimension="validity", metric=metric, must_be=0, **more)
        for n, (metric, more, _) in enumerate(KINDS)
    )
    tolerant = {"dimension": "completeness", "metric": "nullValues", "column": "resident", "severity": "warn"}
    rules += (
        QualityRule(rule_id="tolerated", must_be_between=(0, 25), unit="percent", **tolerant),
        QualityRule(rule_id="too_many", must_be_between=(0, 10), unit="percent", **tolerant),
        QualityRule(rule_id="count_ok", dimension="completeness", metric="rowCount", must_be_between=(1, 5)),
        QualityRule(
            rule_id="count_low", dimension="completeness", metric="rowCount", must_be_between=(6, 9), severity="warn"
        ),
    )
    from tests.warehouse.samples import sample_contract

    contract = sample_contract("kinds", quality=rules)
    with open_stage(contract, lake) as stage:
        stage.append(to_batch(ROWS))
        stage.deduplicate()
        results = {r.rule.rule_id: (r.is_passed, r.n_failed, r.is_errored) for r in check_stage(stage, lake)}
        found: dict[str, list[str]] = {}
        for rule_id, record_id in stage.conn.execute("select rule_id, record_id from failing order by all").fetchall():
            found.setdefault(rule_id, []).append(record_id)
    return results, found


@pytest.mark.parametrize("number", range(len(KINDS)))
def test_verdict_and_failing_rows_agree(
    number: int, failing: tuple[dict[str, tuple[bool, int, bool]], dict[str, list[str]]]
) -> None:
    results, found = failing
    expected = KINDS[number][2]
    assert found.get(f"rule_{number}", []) == expected
    assert results[f"rule_{number}"] == (not expected, len(expected), False)


def test_tolerances_and_row_counts(failing: tuple[dict[str, tuple[bool, int, bool]], dict[str, list[str]]]) -> None:
    results, found = failing
    assert results["tolerated"] == (True, 1, False)
    assert results["too_many"] == (False, 1, False)
    assert results["count_ok"][0]
    assert not results["count_low"][0]
    assert not found.keys() & {"tolerated", "too_many", "count_low"}, "a warning quarantines nothing"


def test_problems_from_shaping_are_rules_too(
    failing: tuple[dict[str, tuple[bool, int, bool]], dict[str, list[str]]],
) -> None:
    results, found = failing
    assert found["area_known"] == found["type:version"] == ["e"]
    assert results["area_known"] == (False, 1, False)
    assert results["topic_known"] == (True, 0, False)


def test_rule_ids_are_unique(feed: FeedContract) -> None:
    ids = [*shaping_rule_ids(feed), *(rule.rule_id for rule in contract_rules(feed))]
    assert len(ids) == len(set(ids))
