"""Key events into the ledger."""

from __future__ import annotations

import duckdb

from privacy.keyring import Keyring
from privacy.ledger import append_act


def log_key_events(conn: duckdb.DuckDBPyConnection, keyring: Keyring) -> int:
    """Appends every key event that the ledger does not hold yet; returns how many. Run it as often as you like."""
    known = {
        row[0]
        for row in conn.execute(
            "select json_extract_string(leaf, '$.details.event_id') from audit.ledger where starts_with(kind, 'key_')"
        ).fetchall()
    }
    fresh = [event for event in keyring.events() if event.event_id not in known]
    for event in fresh:
        details = {"event_id": event.event_id, "key_id": event.key_id}
        append_act(conn, kind=event.kind, actor=event.actor, details=details, when=event.at)
    return len(fresh)
