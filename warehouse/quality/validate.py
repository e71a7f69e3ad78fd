"""Runs a feed's suite over the staged rows with Great Expectations, and keeps the result for the data docs."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx

from schemas.contract import FeedContract
from schemas.settings import Settings
from warehouse.quality.docs import write_index, write_page
from warehouse.quality.gx_duckdb import new_context, table_batch
from warehouse.quality.rules import Rule
from warehouse.quality.suite import build_suite

COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
"""Counts but no cell: an unexpected value must not be kept, even a masked one."""


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations says of one rule. An expectation that errored neither passed nor failed."""

    is_passed: bool
    is_errored: bool


def validate(
    conn: duckdb.DuckDBPyConnection, table: str, contract: FeedContract, rules: list[Rule], settings: Settings
) -> dict[str, Verdict]:
    """Validate ``table`` against the feed's suite; the verdict by rule_id."""
    context = new_context()
    suite = context.suites.add(build_suite(contract, rules))
    with table_batch(context, conn, table) as batch:
        definition = gx.ValidationDefinition(name=contract.id, data=batch, suite=suite)
        result = context.validation_definitions.add(definition).run(result_format=COUNTS_ONLY)
    verdicts = {one.expectation_config.meta["rule_id"]: _verdict(one) for one in result.results}
    _keep(result, contract, settings)
    return verdicts


def results_dir(settings: Settings) -> Path:
    """Holds the last validation result of each feed, as JSON."""
    return settings.home / "quality" / "results"


def _verdict(result: Any) -> Verdict:
    is_errored = _raised(result.exception_info or {})
    return Verdict(is_passed=bool(result.success) and not is_errored, is_errored=is_errored)


def _raised(info: dict[str, Any]) -> bool:
    """GX reports one exception flat, or one for each metric."""
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(_raised(inner) for inner in info.values() if isinstance(inner, dict))


def _keep(result: Any, contract: FeedContract, settings: Settings) -> None:
    """Exception texts are left out: a database error may quote a cell."""
    for one in result.results:
        is_errored = _raised(one.exception_info or {})
        one.exception_info = {
            "raised_exception": is_errored,
            "exception_message": "the rule could not be run" if is_errored else "",
            "exception_traceback": "",
        }
    folder = results_dir(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{contract.id}.{os.getpid()}.new"
    fresh.write_text(json.dumps(result.to_json_dict(), ensure_ascii=False), encoding="utf-8")
    fresh.replace(folder / f"{contract.id}.json")
    write_page(result, contract, settings)
    write_index(settings)
