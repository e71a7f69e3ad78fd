"""A change of a masking policy, of a contract's version and of the warning policy each become a leaf, once."""

from __future__ import annotations

import json
from datetime import timedelta

from privacy.policy import log_policy_change, log_warning_policy, policy_version
from tests.privacy.audit_fixtures import START, open_audit
from tests.warehouse.samples import sample_contract


def test_policy_and_contract_changes_are_logged_once_each() -> None:
    conn, contract = open_audit(), sample_contract("calls")
    renumbered = contract.model_copy(update={"version": "1.0.1"})
    longer = renumbered.model_copy(update={"sla": contract.sla.model_copy(update={"retention": timedelta(days=9)})})
    steps = (contract, contract, renumbered, longer, longer, sample_contract("other"))
    assert [log_policy_change(conn, step, "hub", START) for step in steps] == [True, False, True, True, False, True]
    rows = conn.execute("select leaf from audit.ledger where kind = 'policy_changed' order by seq").fetchall()
    details = [json.loads(leaf)["details"] for (leaf,) in rows]
    assert [(d["feed"], d["contract_from"], d["contract_version"]) for d in details] == [
        ("calls", None, "1.0.0"), ("calls", "1.0.0", "1.0.1"), ("calls", "1.0.1", "1.0.1"), ("other", None, "1.0.0")
    ]  # fmt: skip
    assert (details[2]["from"], details[2]["to"]) == (policy_version(contract), policy_version(longer))
    assert {"purpose", "legal_basis", "policy_version"} <= set(details[0])


def test_a_warning_policy_is_logged_when_a_city_is_first_judged_by_it() -> None:
    conn = open_audit()
    steps = [("yunlan", "1+a"), ("yunlan", "1+a"), ("chicago", "1+a"), ("yunlan", "2+b")]
    logged = [log_warning_policy(conn, city, version, "hub", START) for city, version in steps]
    assert logged == [True, False, True, True]
    rows = conn.execute("select leaf from audit.ledger where kind = 'warning_policy_changed' order by seq").fetchall()
    last = json.loads(rows[-1][0])["details"]
    assert (last["city"], last["from"], last["to"]) == ("yunlan", "1+a", "2+b")
