"""The record of a run: what ``ops.run`` and ``ops.run_attempt`` say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from schemas.contract import FeedContract
from schemas.errors import HubError
from schemas.window import Window
from warehouse.plan import run_id_of


class RunError(HubError):
    """A run that could not be completed."""

    def __init__(self, message: str, is_retryable: bool = False) -> None:
        super().__init__(message)
        self.is_retryable = is_retryable


@dataclass(frozen=True)
class RunRecord:
    """One run of a feed over one window. Times are UTC; ``n_pulled = n_accepted + n_quarantined + n_duplicate``."""

    run_id: str
    feed: str
    city_id: str
    window_start: datetime
    window_end: datetime
    contract_version: str
    started_at: datetime
    finished_at: datetime
    state: Literal["succeeded", "failed"]
    n_pulled: int = 0
    n_accepted: int = 0
    n_quarantined: int = 0
    n_duplicate: int = 0
    n_superseded: int = 0
    """Of the duplicates, rows that lost to a newer version in a later window."""
    n_attempts: int = 1
    dropped_columns: str = ""
    """Delivered columns that the contract does not know, comma separated."""
    error: str | None = None
    is_retryable: bool = False
    is_widened: bool = False
    """Whether the window was stretched to the boundaries of earlier ones."""

    @property
    def is_reconciled(self) -> bool:
        """Whether every pulled row is accounted for."""
        return self.n_pulled == self.n_accepted + self.n_quarantined + self.n_duplicate


def failed_record(
    contract: FeedContract, window: Window, started_at: datetime, finished_at: datetime, error: str, is_retryable: bool
) -> RunRecord:
    """The record of a run that changed nothing."""
    return RunRecord(
        run_id=run_id_of(contract, window),
        feed=contract.id,
        city_id=contract.city,
        window_start=window.start,
        window_end=window.end,
        contract_version=contract.version,
        started_at=started_at,
        finished_at=finished_at,
        state="failed",
        error=error,
        is_retryable=is_retryable,
    )
