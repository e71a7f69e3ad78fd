"""Cross checks of a contract's quality rules."""

from __future__ import annotations

import re

from schemas.contract import FeedContract, QualityRule
from schemas.yaml_file import Location, YamlFile

_LIBRARY_METRICS = ("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount")
_PROPERTIES: Location = ("schema", 0, "properties")


def check_rules(file: YamlFile, contract: FeedContract) -> None:
    """Note every mistake of the contract's quality rules in ``file``."""
    names = {column.name for column in contract.columns}
    seen: set[str] = set()
    for rule in contract.quality:
        place = _rule_place(file, rule)
        if rule.rule_id in seen:
            file.add(place, f"rule id '{rule.rule_id}' is given twice: give each rule its own 'id'")
        seen.add(rule.rule_id)
        _check_rule(file, rule, place, names)


def _rule_place(file: YamlFile, rule: QualityRule) -> Location:
    """Place of the rule in the file, found by its column and id."""
    place: Location = ("schema", 0)
    for index, entry in enumerate(file.data["schema"][0]["properties"]):
        if entry["name"] == rule.column:
            place = (*_PROPERTIES, index)
    entries = file.data["schema"][0] if rule.column is None else file.data["schema"][0]["properties"][place[-1]]
    for index, entry in enumerate(entries.get("quality", [])):
        if entry.get("id") == rule.rule_id:
            return (*place, "quality", index)
    return place


def _check_rule(file: YamlFile, rule: QualityRule, place: Location, columns: set[str]) -> None:
    if not rule.metric:
        file.add(place, "needs a metric, or type sql with a query", _LIBRARY_METRICS)
    if rule.must_be is None and rule.must_be_between is None:
        file.add(
            place, "needs a comparison", ("mustBe", "mustBeBetween", "mustBeGreaterOrEqualTo", "mustBeLessOrEqualTo")
        )
    if rule.metric == "sql":
        _check_query(file, rule.query, place)
    elif rule.query is not None:
        file.add((*place, "query"), "belongs to type sql")
    if rule.metric == "rowCount" and rule.severity == "quarantine":
        file.add((*place, "severity"), "rowCount names no row that could be quarantined", ("warn", "fail"))
    if rule.metric in ("nullValues", "missingValues", "invalidValues") and rule.column is None:
        file.add(place, f"metric {rule.metric} belongs to a column")
    _check_arguments(file, rule, place, columns)


_ARGUMENTS = {
    "missingValues": {"missingValues"},
    "invalidValues": {"validValues", "pattern", "minimum", "maximum"},
    "duplicateValues": {"properties"},
}


def _check_arguments(file: YamlFile, rule: QualityRule, place: Location, columns: set[str]) -> None:
    known = _ARGUMENTS.get(rule.metric, set())
    for name in rule.arguments:
        if name not in known:
            file.add_unknown((*place, "arguments", name), "argument", name, known)
    if rule.metric == "invalidValues" and not rule.arguments:
        file.add(place, "invalidValues needs arguments", tuple(sorted(known)))
    named = rule.arguments.get("properties", [])
    for name in named if isinstance(named, list) else []:
        if name not in columns:
            file.add_unknown((*place, "arguments", "properties"), "column", str(name), columns)
    if rule.metric == "duplicateValues" and rule.column is None and not named:
        file.add(place, "duplicateValues at table level needs arguments.properties")
    if isinstance(rule.arguments.get("pattern"), str):
        try:
            re.compile(str(rule.arguments["pattern"]))
        except re.error as error:
            file.add((*place, "arguments", "pattern"), f"not a regular expression: {error}")


def _check_query(file: YamlFile, query: str | None, place: Location) -> None:
    if query is None:
        file.add(place, "type sql needs a query")
        return
    bare = re.sub(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", " ", query, flags=re.DOTALL).strip().rstrip(";")
    if ";" in bare or not re.match(r"(?i)\s*(select|with)\b", bare):
        file.add((*place, "query"), "must be a single select")
    if re.search(r"(?i)\b(insert|update|delete)\b", bare):
        file.add((*place, "query"), "must only read")
    if "{table}" not in query:
        file.add((*place, "query"), "must read from {table}")
    if "record_id" not in query:
        file.add((*place, "query"), "must select the record_id of the failing rows")
