"""Turns a feed's rules into a Great Expectations suite, one expectation a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe

from schemas.contract import FeedContract, QualityRule
from warehouse.quality.rules import Rule


def build_suite(contract: FeedContract, rules: list[Rule]) -> Any:
    """The suite ``<feed>``; each expectation's ``meta`` names its ``rule_id``.

    Metrics that GX knows become its own expectations; the others, and every rule with a tolerance, become
    :class:`UnexpectedRowsExpectation` over the rule's SQL, since DuckDB has no regular expressions in GX.
    """
    written = {rule.rule_id: rule for rule in contract.quality}
    suite: Any = gx.ExpectationSuite(name=contract.id)
    for rule in rules:
        suite.add_expectation(_expectation(rule, written.get(rule.rule_id)))
    return suite


def _expectation(rule: Rule, written: QualityRule | None) -> Any:
    about = {
        "meta": {"rule_id": rule.rule_id, "dimension": rule.dimension},
        "description": f"{rule.rule_id}: {rule.reason}",
    }
    if rule.failing is None:
        low, high = (_whole(bound) for bound in rule.between)
        return gxe.ExpectTableRowCountToBeBetween(min_value=low, max_value=high, **about)
    if written is not None and written.metric in _NATIVE and rule.between == (0.0, 0.0):
        native = _NATIVE[written.metric](written, about)
        if native is not None:
            return native
    return gxe.UnexpectedRowsExpectation(unexpected_rows_query=_unexpected_rows(rule, rule.failing), **about)


def _unexpected_rows(rule: Rule, failing: str) -> str:
    """Rows where the rule fails; with a tolerance, one row where the number of failing rows lies outside it.

    GX formats the text, so braces of the rule's own (``\\d{4}``) are doubled.
    """
    query = failing.replace("{", "{{").replace("}", "}}").replace("{{table}}", "{batch}")
    if rule.between == (0.0, 0.0):
        return f"select 1 as failing from ({query}) as failed"
    judged = "count(distinct record_id)"
    if rule.is_percent:
        judged = f"100.0 * {judged} / greatest((select count(*) from {{batch}}), 1)"
    low, high = (f"'{bound}'::double" for bound in rule.between)
    return (
        f"select 1 as failing from (select {judged} as n from ({query}) as failed) where n not between {low} and {high}"
    )


def _not_null(rule: QualityRule, about: dict[str, Any]) -> Any:
    return gxe.ExpectColumnValuesToNotBeNull(column=rule.column, **about)


def _valid(rule: QualityRule, about: dict[str, Any]) -> Any:
    arguments = set(rule.arguments)
    if arguments == {"validValues"}:
        return gxe.ExpectColumnValuesToBeInSet(column=rule.column, value_set=rule.arguments["validValues"], **about)
    if arguments and arguments <= {"minimum", "maximum"}:
        bounds = {"min_value": rule.arguments.get("minimum"), "max_value": rule.arguments.get("maximum")}
        return gxe.ExpectColumnValuesToBeBetween(column=rule.column, **bounds, **about)
    return None


def _unique(rule: QualityRule, about: dict[str, Any]) -> Any:
    if rule.column is None or "properties" in rule.arguments:
        return None
    return gxe.ExpectColumnValuesToBeUnique(column=rule.column, **about)


def _whole(bound: float) -> int | None:
    return int(bound) if abs(bound) != float("inf") else None


_NATIVE: dict[str, Callable[[QualityRule, dict[str, Any]], Any]] = {
    "nullValues": _not_null,
    "invalidValues": _valid,
    "duplicateValues": _unique,
}
