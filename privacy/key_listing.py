"""What may be told of keys: names, states, use and last act; never a secret."""

from __future__ import annotations

from typing import Any

import duckdb

from privacy.keyring import Keyring

USE = "select key_id, sum(n_masked)::bigint from audit.masking_log where key_id is not null group by key_id"
ACTS = """
    select json_extract_string(leaf, '$.details.key_id'), kind, json_extract_string(leaf, '$.actor'), logged_at
    from audit.ledger where kind in ('key_made', 'key_rotated', 'key_destroyed') order by seq
"""
SIGNING = """
    select
        json_extract_string(leaf, '$.details.verification_key'), kind, json_extract_string(leaf, '$.actor'), logged_at
    from audit.ledger where kind in ('signing_key_made', 'signing_key_rotated') order by seq
"""
SIGNING_PURPOSE = "signature of the ledger"


def list_keys(conn: duckdb.DuckDBPyConnection, keyring: Keyring) -> list[dict[str, Any]]:
    """Pseudonym keys in order of their names, then signing keys in order of time.

    Keys of a service that lists none are those that the ledger or the masking log names; their state is ``in_service``,
    or ``destroyed`` where that was the last act.
    """
    use = dict(conn.execute(USE).fetchall())
    acts = {row[0]: row[1:] for row in conn.execute(ACTS).fetchall()}
    states = {state.key_id: state.state for state in keyring.states()}
    names = sorted({*states, *use, *acts})
    signing = conn.execute(SIGNING).fetchall()
    return [_pseudonym_key(name, states, use, acts.get(name)) for name in names] + [
        _row(
            "+".join(row[0].split("+")[:2]),
            SIGNING_PURPOSE,
            "",
            "active" if row == signing[-1] else "retired",
            None,
            row[1:],
        )
        for row in signing
    ]


def _pseudonym_key(
    name: str, states: dict[str, str], use: dict[str, int], act: tuple[Any, ...] | None
) -> dict[str, Any]:
    purpose, period, _ = [*name.split("/"), "", ""][:3]
    state = states.get(name) or ("destroyed" if act and act[0] == "key_destroyed" else "in_service")
    return _row(name, purpose, period, state, use.get(name, 0), act)


def _row(
    key_id: str, purpose: str, period: str, state: str, n_masked: int | None, act: tuple[Any, ...] | None
) -> dict[str, Any]:
    kind, by, at = act or (None, None, None)
    return {
        "key_id": key_id, "purpose": purpose, "period": period, "state": state, "n_masked": n_masked,
        "last_act": kind, "by": by, "at": at,
    }  # fmt: skip
