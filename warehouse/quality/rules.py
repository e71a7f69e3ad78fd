"""The rules of a feed: those written in its contract and those that shaping checks, each with its failing rows.

A rule is told by SQL alone: ``failing`` selects the ``record_id`` of every failing row from ``{table}``, the staged
rows of a window, one row a record. A rule about the table as a whole (``rowCount``) has no failing rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from schemas.contract import FeedContract, QualityRule
from schemas.errors import HubError

_SHAPING_DIMENSIONS = {"required": "completeness", "area_known": "consistency", "topic_known": "consistency"}
_SHAPING_REASONS = {
    "type": "the value does not fit the column's type",
    "required": "a required value is missing",
    "area_known": "the area is not one of the city's",
    "topic_known": "the category maps to no topic",
    "timestamp_future": "the time lies in the future",
}


class RuleError(HubError):
    """A rule that the hub cannot run."""


@dataclass(frozen=True)
class Rule:
    """One rule, ready to run. ``failing`` is None where the rule is about the table, not its rows."""

    rule_id: str
    dimension: str
    severity: Literal["quarantine", "warn", "fail"]
    reason: str
    failing: str | None
    between: tuple[float, float] = (0.0, 0.0)
    """What the number (or percentage) of failing rows must lie in, both ends included; rows for ``rowCount``."""
    is_percent: bool = False


def contract_rules(contract: FeedContract) -> list[Rule]:
    """The rules that the contract writes down."""
    return [_contract_rule(contract, rule) for rule in contract.quality]


def shaping_rule(rule_id: str) -> Rule:
    """The rule behind a problem that shaping noted in ``_problems``, such as ``type:created_time``."""
    kind, _, column = rule_id.partition(":")
    reason = _SHAPING_REASONS.get(kind, rule_id.replace("_", " "))
    return Rule(
        rule_id=rule_id,
        dimension=_SHAPING_DIMENSIONS.get(kind, "validity"),
        severity="quarantine",
        reason=f"{column}: {reason}" if column else reason,
        failing=f"select record_id from {{table}} where list_contains(_problems, {literal(rule_id)})",
    )


def shaping_rule_ids(contract: FeedContract) -> list[str]:
    """The problems that shaping can find in rows of this feed, whether or not it does."""
    typed = [f"type:{column.name}" for column in contract.columns if column.type != "string"]
    required = [f"required:{column.name}" for column in contract.columns if column.required]
    return [*typed, *required, "area_known", "topic_known", "timestamp_future"]


def literal(value: object) -> str:
    """A Python value as an SQL literal."""
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def _contract_rule(contract: FeedContract, rule: QualityRule) -> Rule:
    if rule.metric not in _FAILING:
        raise RuleError(f"feed {contract.id}, rule {rule.rule_id}: no metric is called {rule.metric}")
    between = rule.must_be_between or (rule.must_be or 0.0, rule.must_be or 0.0)
    return Rule(
        rule_id=rule.rule_id,
        dimension=rule.dimension,
        severity=rule.severity,
        reason=rule.description.en if rule.description else _default_reason(rule),
        failing=_FAILING[rule.metric](rule),
        between=between,
        is_percent=rule.unit == "percent",
    )


def _default_reason(rule: QualityRule) -> str:
    what = {
        "nullValues": "is empty",
        "missingValues": "is missing",
        "invalidValues": "is not one of the allowed values or outside its range",
        "duplicateValues": "occurs more than once",
        "rowCount": "lies outside its range",
    }.get(rule.metric, "breaks the rule")
    return f"{rule.column or rule.rule_id} {what}"


def _sql(rule: QualityRule) -> str:
    return (rule.query or "").strip().rstrip(";")


def _null_values(rule: QualityRule) -> str:
    return f'select record_id from {{table}} where "{rule.column}" is null'


def _missing_values(rule: QualityRule) -> str:
    texts = ", ".join(literal(text) for text in _listed(rule, "missingValues") if text is not None)
    among = f' or "{rule.column}"::varchar in ({texts})' if texts else ""
    return f'select record_id from {{table}} where "{rule.column}" is null{among}'


def _invalid_values(rule: QualityRule) -> str:
    column, wrong = f'"{rule.column}"', []
    if "validValues" in rule.arguments:
        wrong.append(f"{column}::varchar not in ({', '.join(literal(str(v)) for v in _listed(rule, 'validValues'))})")
    if "pattern" in rule.arguments:
        wrong.append(f"not regexp_full_match({column}::varchar, {literal(rule.arguments['pattern'])})")
    if "minimum" in rule.arguments:
        wrong.append(f"{column} < {literal(rule.arguments['minimum'])}")
    if "maximum" in rule.arguments:
        wrong.append(f"{column} > {literal(rule.arguments['maximum'])}")
    return f"select record_id from {{table}} where {' or '.join(wrong) or 'false'}"


def _duplicate_values(rule: QualityRule) -> str:
    names = [str(name) for name in _listed(rule, "properties")] or [str(rule.column)]
    keys = ", ".join(f'"{name}"' for name in names)
    present = " and ".join(f'"{name}" is not null' for name in names)
    return f"select record_id from {{table}} where {present} qualify count(*) over (partition by {keys}) > 1"


def _row_count(_rule: QualityRule) -> None:
    return None


def _listed(rule: QualityRule, argument: str) -> list[object]:
    value = rule.arguments.get(argument, [])
    return list(value) if isinstance(value, list | tuple) else [value]


_FAILING: dict[str, Callable[[QualityRule], str | None]] = {
    "sql": _sql,
    "nullValues": _null_values,
    "missingValues": _missing_values,
    "invalidValues": _invalid_values,
    "duplicateValues": _duplicate_values,
    "rowCount": _row_count,
}
