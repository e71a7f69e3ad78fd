"""Key events into the ledger."""

from __future__ import annotations

from datetime import datetime

import duckdb

from privacy.keyring import Keyring
from privacy.ledger import Act, append_act


def log_key_events(conn: duckdb.DuckDBPyConnection, keyring: Keyring) -> int:
    """Appends every key event that the ledger does not hold yet; returns how many. Run it as often as you like."""
    _log_keys_of_a_service(conn)
    known = {
        row[0]
        for row in conn.execute(
            "select json_extract_string(leaf, '$.details.event_id') from audit.ledger where starts_with(kind, 'key_')"
        ).fetchall()
    }
    fresh = [event for event in keyring.events() if event.event_id not in known]
    for event in fresh:
        details = {"event_id": event.event_id, "key_id": event.key_id, "reason": event.reason}
        append_act(conn, kind=event.kind, actor=event.actor, details=details, when=event.at)
    return len(fresh)


def _log_keys_of_a_service(conn: duckdb.DuckDBPyConnection) -> None:
    """A key management service makes and rotates keys unseen: a key is logged at its first use."""
    fresh: list[tuple[str, datetime]] = conn.execute(
        "select m.key_id, min(m.logged_at) from audit.masking_log as m"
        " where m.key_id like '%/kms-%' and m.key_id not in (select json_extract_string(leaf, '$.details.key_id')"
        " from audit.ledger where kind in ('key_made', 'key_rotated')) group by m.key_id order by all"
    ).fetchall()
    for key_id, first_use in fresh:
        append_act(conn, kind=Act.KEY_MADE, actor="kms", details={"key_id": key_id}, when=first_use)
