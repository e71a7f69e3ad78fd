"""Rows under an erased token are left out of later batches, wherever the token stands; others are not touched."""

from __future__ import annotations

import pyarrow as pa
import pytest

from privacy.erased import MARK_KEYS, Erased, mark, mark_key
from privacy.keyring import Keyring
from privacy.ledger import append_act
from privacy.private_files import KeyFileError
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, open_audit

GONE, KEPT = "PHONE_" + "a" * 24, "PHONE_" + "b" * 24
BATCH = pa.RecordBatch.from_pydict(
    {
        "phone": pa.array([GONE, KEPT, None, KEPT]),
        "note": pa.array(["x", None, f"calls back on {GONE}", ""]),
        "n": pa.array([1, 2, 3, 4]),
    }
)


def test_rows_with_an_erased_token_are_left_out(settings: Settings) -> None:
    conn, key = open_audit(), mark_key(settings)
    assert Erased.read(conn, settings).rows_kept(BATCH) is BATCH
    details = {"n_tokens": 1, "key_id": key.key_id, "marks": [mark(GONE, key)]}
    append_act(conn, kind="erasure", actor="steward", details=details, when=START)
    append_act(conn, kind="erasure", actor="steward", details={"is_proof": True}, when=START)
    erased = Erased.read(conn, settings)
    assert erased.rows_kept(BATCH)["n"].to_pylist() == [2, 4]
    assert erased.rows_kept(BATCH.slice(1, 1))["n"].to_pylist() == [2]
    assert GONE not in str(conn.execute("select leaf from audit.ledger").fetchall())


def test_without_the_key_of_the_marks_nothing_is_loaded(settings: Settings) -> None:
    conn, key = open_audit(), mark_key(settings)
    append_act(conn, kind="erasure", actor="steward", details={"marks": [mark(GONE, key)]}, when=START)
    Keyring.open(settings).destroy(MARK_KEYS, "2000", "steward")
    with pytest.raises(KeyFileError, match="were destroyed"):
        Erased.read(conn, settings)
