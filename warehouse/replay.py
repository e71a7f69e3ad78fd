"""Replays a feed's quarantine: what was refused is judged again, by today's contract, from the masked rows kept of it.

The department is not asked: by now it may deliver less, and what it delivers replaces the whole window. Where the
contract masks otherwise than it did, only loading the window anew will do, and the record says so.
"""

from __future__ import annotations

from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.lake import open_lake
from warehouse.load import load_window
from warehouse.record import RunRecord
from warehouse.run import Progress, contract_of
from warehouse.stored import stored_rows


def replay_feed(feed_id: str, settings: Settings, progress: Progress | None = None) -> list[RunRecord]:
    """Judge again every window of the feed that has rows in quarantine; the records in order of time.

    A row that passes now enters silver, and its quarantine lines stay with ``replayed_run_id`` set; one that does
    not is quarantined anew, under the present contract's version. A window that fails stays as it was, and the others
    go on.
    """
    contract = contract_of(feed_id, settings)
    windows = quarantined_windows(contract, settings)
    records: list[RunRecord] = []
    for window in windows:
        records.append(load_window(contract, window, settings, stored_rows))
        if progress is not None:
            progress(len(records), len(windows))
    return records


def quarantined_windows(contract: FeedContract, settings: Settings) -> list[Window]:
    """The feed's loaded windows with rows still in quarantine, in order."""
    with open_lake(settings) as conn:
        rows = conn.execute(
            "select window_start, window_end from ops.run where feed = ? and state = 'succeeded' and run_id in "
            "(select run_id from ops.quarantine where feed = ? and replayed_run_id is null) order by window_start",
            [contract.id, contract.id],
        ).fetchall()
    return [Window(start, end) for start, end in rows]
