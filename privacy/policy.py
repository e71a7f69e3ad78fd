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


def governed_by(contract: FeedContract) -> dict[str, str]:
    """What a governed act about a feed names of it."""
    return {
        "feed": contract.id,
        "contract_version": contract.version,
        "policy_version": policy_version(contract),
        "purpose": contract.purpose,
        "legal_basis": contract.legal_basis,
    }


def log_policy_change(conn: duckdb.DuckDBPyConnection, contract: FeedContract, actor: str, when: datetime) -> bool:
    """Appends a ``policy_changed`` act if the feed's policy or contract is not the last one logged; whether it did."""
    version = policy_version(contract)
    previous, contract_before = _last_logged(conn, Act.POLICY_CHANGED, "feed", contract.id)
    if (previous, contract_before) == (version, contract.version):
        return False
    details = {**governed_by(contract), "from": previous, "to": version, "contract_from": contract_before}
    append_act(conn, kind=Act.POLICY_CHANGED, actor=actor, details=details, when=when)
    return True


def log_warning_policy(
    conn: duckdb.DuckDBPyConnection, city_id: str, version: str, actor: str, when: datetime, reason: str = ""
) -> bool:
    """Appends a ``warning_policy_changed`` act if a city was last judged by another policy; says whether it did."""
    previous, _ = _last_logged(conn, Act.WARNING_POLICY_CHANGED, "city", city_id)
    if previous == version:
        return False
    details = {"city": city_id, "from": previous, "to": version, "reason": reason}
    append_act(conn, kind=Act.WARNING_POLICY_CHANGED, actor=actor, details=details, when=when)
    return True


def _last_logged(conn: duckdb.DuckDBPyConnection, kind: Act, key: str, value: str) -> tuple[str | None, str | None]:
    """The version and the contract version that the last change of that feed or city went to."""
    row = conn.execute(
        "select json_extract_string(leaf, ['$.details.to', '$.details.contract_version']) from audit.ledger"
        f" where kind = ? and json_extract_string(leaf, '$.details.{key}') = ? order by seq desc limit 1",
        [kind, value],
    ).fetchone()
    return (row[0][0], row[0][1]) if row else (None, None)


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
