"""Checks the staged rows of a window against the feed's rules and names every failing row."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.quality.rules import Rule, contract_rules, shaping_rule, shaping_rule_ids
from warehouse.stage import Stage

TABLE = "staged"


@dataclass(frozen=True)
class RuleResult:
    """How one rule went. A rule that errored neither passed nor failed."""

    rule: Rule
    n_checked: int
    n_failed: int
    is_passed: bool
    is_errored: bool = False


def check_stage(stage: Stage) -> list[RuleResult]:
    """Run every rule; fill table ``failing(record_id, rule_id, reason)`` with the rows to be quarantined."""
    conn = stage.conn
    conn.execute("create table failing (record_id varchar, rule_id varchar, reason varchar)")
    n_rows = _count(conn, f"select count(*) from {TABLE}")
    return [_run_rule(conn, rule, n_rows) for rule in rules_of(stage)]


def rules_of(stage: Stage) -> list[Rule]:
    """The contract's rules, and one for each problem that shaping can find or has found."""
    found = stage.conn.execute(f"select distinct unnest(_problems) as rule_id from {TABLE} order by rule_id").fetchall()
    possible = [*shaping_rule_ids(stage.contract), *(row[0] for row in found)]
    return [*map(shaping_rule, dict.fromkeys(possible)), *contract_rules(stage.contract)]


def _run_rule(conn: duckdb.DuckDBPyConnection, rule: Rule, n_rows: int) -> RuleResult:
    try:
        n_failed = n_rows if rule.failing is None else _note_failing(conn, rule, rule.failing)
    except duckdb.Error:
        return RuleResult(rule, n_rows, 0, is_passed=False, is_errored=True)
    low, high = rule.between
    judged = 100.0 * n_failed / max(n_rows, 1) if rule.is_percent else n_failed
    is_passed = low <= judged <= high
    return RuleResult(rule, n_rows, 0 if rule.failing is None else n_failed, is_passed)


def _note_failing(conn: duckdb.DuckDBPyConnection, rule: Rule, failing: str) -> int:
    query = failing.replace("{table}", TABLE)
    if rule.severity != "quarantine":
        return _count(conn, f"select count(distinct record_id) from ({query})")
    row = conn.execute(
        f"insert into failing select distinct record_id, ?, ? from ({query})", [rule.rule_id, rule.reason]
    ).fetchone()
    return int(row[0]) if row else 0


def _count(conn: duckdb.DuckDBPyConnection, query: str) -> int:
    row = conn.execute(query).fetchone()
    return int(row[0]) if row else 0
