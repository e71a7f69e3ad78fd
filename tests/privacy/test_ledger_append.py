"""Leaves are canonical, numbered without gaps, and agree with the masking log."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.ledger import LedgerError, append_act, canonical, utc_text
from privacy.verify import hash_leaf
from tests.privacy.audit_fixtures import START, add_batch, fill, open_audit

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz_", min_size=1), inner, max_size=3),
    max_leaves=10,
)


def test_numbers_have_no_gaps_and_hashes_fit() -> None:
    conn = open_audit()
    fill(conn, 3)
    rows = conn.execute("select seq, kind, leaf, leaf_hash from audit.ledger order by seq").fetchall()
    assert [(seq, kind) for seq, kind, _, _ in rows] == [
        (0, "batch"),
        (1, "batch"),
        (2, "batch"),
        (3, "policy_changed"),
    ]
    for seq, kind, leaf, leaf_hash in rows:
        assert (json.loads(leaf)["seq"], json.loads(leaf)["kind"]) == (seq, kind)
        assert hash_leaf(leaf.encode()).hex() == leaf_hash


def test_findings_of_one_column_are_added_up_in_log_and_leaf() -> None:
    conn = open_audit()
    leaf_seq = add_batch(conn, 0)
    log = conn.execute(
        "select seq, column_name, entity_type, operator, key_id, n_found, n_masked, leaf_seq"
        " from audit.masking_log order by seq"
    ).fetchall()
    assert log == [
        (0, "caller_phone", "PHONE", "pseudonymise", "service/2026/1", 3, 3, leaf_seq),
        (1, "description", "PERSON", "redact", None, 7, 7, leaf_seq),
    ]
    leaf = json.loads(conn.execute("select leaf from audit.ledger").fetchall()[0][0])
    assert [(f["column"], f["n_masked"]) for f in leaf["findings"]] == [("caller_phone", 3), ("description", 7)]


def test_a_rolled_back_batch_leaves_nothing() -> None:
    conn = open_audit()
    add_batch(conn, 0)
    conn.execute("begin")
    add_batch(conn, 1)
    conn.execute("rollback")
    assert add_batch(conn, 1) == 1
    assert conn.execute("select count(*) from audit.masking_log").fetchall() == [(4,)]


@given(st.dictionaries(st.text("abcxyz_", min_size=1), values))
def test_canonical_form_is_a_fixed_point(content: dict[str, object]) -> None:
    text = canonical(content)
    assert json.loads(text) == content
    assert canonical(dict(reversed(list(json.loads(text).items())))) == text


@pytest.mark.parametrize("value", [1.5, b"x", START, {"名": 1}, "\ud800", {1: 2}])
def test_ambiguous_details_are_refused(value: object) -> None:
    conn = open_audit()
    with pytest.raises(LedgerError):
        append_act(conn, kind="export", actor="a", details={"x": value}, when=START)
    assert conn.execute("select count(*) from audit.ledger").fetchall() == [(0,)]


def test_an_unknown_act_and_a_time_without_zone_are_refused() -> None:
    with pytest.raises(LedgerError, match="no governed act is called 'party'"):
        append_act(open_audit(), kind="party", actor="a", details={}, when=START)
    with pytest.raises(LedgerError, match="no zone"):
        utc_text(datetime(2026, 1, 1))
