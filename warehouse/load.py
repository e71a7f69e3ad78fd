"""Loads one window: stage the masked rows, check them, publish them whole, or record why not."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pyarrow as pa

from privacy.erased import Erased
from schemas.contract import FeedContract
from schemas.errors import HubError
from schemas.settings import Settings
from schemas.window import Window
from warehouse.connection import require_free_disk
from warehouse.lake import open_lake
from warehouse.masking_record import MaskingRecord
from warehouse.plan import Days, read_loaded_days, widen
from warehouse.publish import CheckedWindow, publish, record_failure
from warehouse.quality.check import RuleResult, check_stage
from warehouse.record import RunError, RunRecord, failed_record
from warehouse.silver import missing_columns
from warehouse.stage import Stage, open_stage

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MaskedRows:
    """One masked batch and what its masking found; rows that were masked for an earlier run have no findings."""

    batch: pa.RecordBatch
    findings: pa.Table | None
    dropped_columns: tuple[str, ...] = ()
    """Delivered columns that were dropped unread."""
    n_duplicate: int = 0
    """Rows pulled beside these and known to be duplicates."""


RowsOf = Callable[[FeedContract, Window, Settings], Iterable[MaskedRows]]
"""Gives the masked rows of a window."""


def load_window(contract: FeedContract, window: Window, settings: Settings, rows_of: RowsOf) -> RunRecord:
    """Load one window from ``rows_of`` and publish it whole; see :func:`warehouse.run.run_windows`."""
    started_at, wide = datetime.now(UTC), window
    try:
        require_free_disk(settings)
        wide = _widened(contract, window, settings)
        with open_stage(contract, settings) as stage:
            checked = _stage_and_check(stage, wide, started_at, rows_of(contract, wide, settings), settings)
            return replace(publish(checked, settings), is_widened=wide != window)
    except Exception as error:
        record = failed_record(contract, wide, started_at, datetime.now(UTC), *_explain(contract, error))
        record_failure(record, settings)
        return record


def _widened(contract: FeedContract, window: Window, settings: Settings) -> Window:
    """The window on the boundaries of earlier ones; refuses a contract that does not fit the feed's table."""
    asked = Days.of_window(window, contract.timezone)
    with open_lake(settings) as conn:
        missing_columns(conn, contract)
        return widen(asked, read_loaded_days(conn, contract)).to_window(contract.timezone)


def _stage_and_check(
    stage: Stage, window: Window, started_at: datetime, rows: Iterable[MaskedRows], settings: Settings
) -> CheckedWindow:
    masking = MaskingRecord()
    dropped: dict[str, None] = {}
    with open_lake(settings) as conn:
        erased = Erased.read(conn, settings)
    for masked in rows:
        stage.append(erased.rows_kept(masked.batch), masked.n_duplicate)
        if masked.findings is not None:
            masking.add(masked.batch, masked.findings)
        dropped.update(dict.fromkeys(masked.dropped_columns))
    n_repeated = stage.deduplicate()
    results = check_stage(stage, settings)
    _refuse_failed(stage.contract, results)
    return CheckedWindow(stage, window, results, masking, n_repeated, started_at, tuple(dropped))


def _refuse_failed(contract: FeedContract, results: list[RuleResult]) -> None:
    """A rule of severity ``fail`` that does not hold, or cannot be run, fails the run."""
    for result in results:
        if result.is_errored and result.rule.severity != "warn":
            raise RunError(f"feed {contract.id}: rule {result.rule.rule_id} could not be run; mend its query")
        if result.rule.severity == "fail" and not result.is_passed:
            raise RunError(f"feed {contract.id}: rule {result.rule.rule_id} does not hold: {result.rule.reason}")


def _explain(contract: FeedContract, error: Exception) -> tuple[str, bool]:
    """One sentence and whether trying again may help. Only our own errors are quoted: others may hold values."""
    if isinstance(error, HubError):
        feed = f"feed {contract.id}: "
        return feed + str(error).removeprefix(feed), bool(getattr(error, "is_retryable", False))
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].name} line {frames[-1].lineno}" if frames else "unknown place"
    log.error("feed %s: %s at\n%s", contract.id, type(error).__name__, "".join(traceback.format_list(frames)))
    return f"feed {contract.id}: unexpected {type(error).__name__} in {where}; see the log", False
