"""Runs a feed over windows: what the command line and Airflow call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from schemas.clock import today
from schemas.contract import FeedContract
from schemas.contract_loader import read_contracts
from schemas.problems import ContractError
from schemas.settings import Settings
from schemas.window import Window
from warehouse.load import load_window
from warehouse.plan import DAY, Days, cut_request, loaded_days, pending_windows
from warehouse.record import RunError, RunRecord
from warehouse.transform import masking

Progress = Callable[[int, int], None]
"""Called with (windows done, windows in all)."""


def run_feed(
    feed_id: str, first_day: date, last_day: date, settings: Settings, progress: Progress | None = None
) -> list[RunRecord]:
    """Load the local days ``first_day`` to ``last_day``, both included; stops at the first window that fails."""
    contract = contract_of(feed_id, settings)
    asked = cut_request(contract, Days(first_day, last_day), loaded_days(contract, settings))
    return run_windows(contract, [days.to_window(contract.timezone) for days in asked], settings, progress)


def run_pending(feed_id: str, settings: Settings) -> dict[str, int]:
    """Load every pending window up to yesterday; returns the counts. Raises :class:`RunError` where one fails."""
    contract = contract_of(feed_id, settings)
    through = today(contract.city, settings) - DAY
    records = run_windows(contract, pending_windows(contract, settings, through), settings)
    for record in records:
        if record.state == "failed":
            raise RunError(record.error or "the run failed", record.is_retryable)
    names = ("n_pulled", "n_accepted", "n_quarantined", "n_duplicate")
    return {"n_windows": len(records), **{name: sum(getattr(record, name) for record in records) for name in names}}


def run_windows(
    contract: FeedContract, windows: list[Window], settings: Settings, progress: Progress | None = None
) -> list[RunRecord]:
    """Load the windows in order, up to and including the first that fails, each whole, replacing what it wrote before.

    A window that cuts earlier ones is widened to their boundaries. Does not raise for a failed run: its record says
    ``failed`` and why, in one sentence without any value from the data.
    """
    records: list[RunRecord] = []
    with masking(settings) as rows_of:
        for window in windows:
            records.append(load_window(contract, window, settings, rows_of))
            if progress is not None:
                progress(len(records), len(windows))
            if records[-1].state == "failed":
                break
    return records


def contract_of(feed_id: str, settings: Settings) -> FeedContract:
    """The contract of that feed; :class:`RunError` names those there are, ContractError its own mistakes."""
    contracts, problems = read_contracts(settings)
    if feed_id not in contracts:
        if own := [p for p in problems if p.path.stem == feed_id and p.level == "error"]:
            raise ContractError(own)
        raise RunError(f"no feed is called {feed_id}; there are {', '.join(sorted(contracts)) or 'none'}")
    return contracts[feed_id]
