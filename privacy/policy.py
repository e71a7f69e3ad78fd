"""The masking policy of a contract: what is done to each column, for which purpose, on whose authority."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import duckdb

from privacy.ledger import Act, append_act, canonical
from schemas.contract import Column, FeedContract


def masking_policy(contract: FeedContract) -> dict[str, Any]:
    """Everything in the contract that decides how rows are masked, and why they may be processed."""
    return {
        "feed": contract.id,
        "purpose": contract.purpose,
        "legal_basis": contract.legal_basis,
        "recipients": list(contract.recipients),
        "retention_days": contract.sla.retention.days,
        "name_recall_bias": repr(contract.name_recall_bias),
        "columns": {column.name: _rule(column) for column in contract.columns},
    }


def policy_version(contract: FeedContract) -> str:
    """First 16 hexadecimal digits of SHA-256 over the canonical policy: changes when, and only when, masking may."""
    return hashlib.sha256(canonical(masking_policy(contract)).encode()).hexdigest()[:16]


def log_policy_change(conn: duckdb.DuckDBPyConnection, contract: FeedContract, actor: str, when: datetime) -> bool:
    """Appends a ``policy_changed`` act if the feed's policy is not the last one logged; says whether it did."""
    version = policy_version(contract)
    last = conn.execute(
        "select json_extract_string(leaf, '$.details.to') from audit.ledger"
        " where kind = 'policy_changed' and json_extract_string(leaf, '$.details.feed') = ? order by seq desc limit 1",
        [contract.id],
    ).fetchone()
    previous = str(last[0]) if last else None
    if previous == version:
        return False
    details = {"feed": contract.id, "from": previous, "to": version, "contract_version": contract.version}
    append_act(conn, kind=Act.POLICY_CHANGED, actor=actor, details=details, when=when)
    return True


def _rule(column: Column) -> dict[str, Any]:
    if column.pii is None:
        return {"classification": column.classification}
    params = {
        name: value if isinstance(value, bool | int | str) else repr(value) for name, value in column.pii.params.items()
    }
    return {
        "classification": column.classification,
        "entity": column.pii.entity,
        "operator": str(column.pii.operator),
        "params": params,
    }
