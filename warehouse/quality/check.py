"""Checks the staged rows of a window against the feed's rules and names every failing row."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from schemas.settings import Settings
from warehouse.quality.rules import Rule, contract_rules, shaping_rule, shaping_rule_ids
from warehouse.quality.validate import Verdict, validate
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


def check_stage(stage: Stage, settings: Settings) -> list[RuleResult]:
    """Run every rule; fill table ``failing(record_id, rule_id, reason)`` with the rows to be quarantined.

    Great Expectations says which rules hold; the failing rows are selected here, since it keeps at most twenty.
    """
    conn, rules = stage.conn, rules_of(stage)
    conn.execute("create table failing (record_id varchar, rule_id varchar, reason varchar)")
    n_rows = _count(conn, f"select count(*) from {TABLE}")
    verdicts = validate(conn, TABLE, stage.contract, rules, settings)
    return [_result(conn, rule, n_rows, verdicts[rule.rule_id]) for rule in rules]


def rules_of(stage: Stage) -> list[Rule]:
    """The contract's rules, and one for each problem that shaping can find or has found."""
    found = stage.conn.execute(f"select distinct unnest(_problems) as rule_id from {TABLE} order by rule_id").fetchall()
    possible = [*shaping_rule_ids(stage.contract), *(row[0] for row in found)]
    return [*map(shaping_rule, dict.fromkeys(possible)), *contract_rules(stage.contract)]


def _result(conn: duckdb.DuckDBPyConnection, rule: Rule, n_rows: int, verdict: Verdict) -> RuleResult:
    try:
        n_failed = 0 if rule.failing is None else _note_failing(conn, rule, rule.failing)
    except duckdb.Error:
        return RuleResult(rule, n_rows, 0, is_passed=False, is_errored=True)
    return RuleResult(rule, n_rows, n_failed, verdict.is_passed, verdict.is_errored)


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
