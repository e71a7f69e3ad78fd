"""Everything under a token goes from silver, quarantine, history and disk, and nothing else does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from privacy.erasure import ErasureError, erase, tokens_of
from privacy.keyring import Keyring
from privacy.ledger_verify import verify_ledger
from privacy.pseudonyms import token
from schemas.settings import Settings
from tests.privacy.audit_fixtures import START, open_audit
from warehouse.lake import open_lake, transaction

REASON = "request of 3 May under article 17"
OTHER = "PHONE_aaaaaaaaaaaaaaaaaaaaaaaa"


def stored_in(home: Path, text: str) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("erasure") / "home")


def test_a_person_leaves_lake_history_and_disk(settings: Settings) -> None:
    keyring = Keyring.open(settings)
    keys = [keyring.key_for("service", date(year, 5, 1)) for year in (2025, 2026)] + [
        keyring.rotate("service", "2026", "x")
    ]
    tokens = tokens_of(settings, value="138 0013 8000", entity="PHONE", purpose="service")
    assert tokens == [token("13800138000", "PHONE", key) for key in keys]
    with open_lake(settings, write=True) as conn:
        conn.execute("create table silver.calls (record_id varchar, run_id varchar, caller_phone varchar, n bigint)")
        rows = [
            {"record_id": f"r{n}", "run_id": f"run{n % 2}", "caller_phone": [*tokens, OTHER][n % 4], "n": n}
            for n in range(40)
        ]
        conn.register("rows", pa.Table.from_pylist(rows))
        conn.execute("insert into silver.calls select * from rows")
        for run_id in ("run0", "run1"):
            conn.execute(
                "insert into ops.run (run_id, feed, n_pulled, n_accepted, n_quarantined, n_duplicate)"
                " values (?, 'calls', 22, 20, 1, 1)",
                [run_id],
            )
            conn.execute(
                "insert into ops.quarantine (feed, run_id, record_id, row_json) values ('calls', ?, 'q', ?)",
                [run_id, f'{{"caller_phone": "{tokens[0] if run_id == "run0" else OTHER}"}}'],
            )
        with transaction(conn, "an ordinary change"):
            conn.execute("update silver.calls set n = n + 1")
        assert stored_in(settings.home, tokens[0])
        done = erase(conn, settings, tokens=tokens, actor="steward", reason=REASON, when=START)
        assert (done.proof.is_ok, done.n_rows) == (True, {"silver.calls": 30, "ops.quarantine": 1})
        assert conn.execute("select distinct caller_phone from silver.calls").fetchall() == [(OTHER,)]
        books = conn.execute(
            "select run_id, n_pulled, n_accepted, n_quarantined, n_duplicate from ops.run order by run_id"
        ).fetchall()
        assert books == [("run0", 1, 0, 0, 1), ("run1", 12, 10, 1, 1)]
        assert conn.execute("select count(*) from silver.calls").fetchall() == [(10,)]
        assert verify_ledger(conn, settings).is_intact
        acts = conn.execute(
            "select json_extract_string(leaf, ['$.details.n_rows.\"silver.calls\"', '$.details.n_hits'])"
            " from audit.ledger where kind = 'erasure' order by seq"
        ).fetchall()
        assert acts == [(["30", None],), ([None, "0"],)]
        conn.execute("insert into silver.calls select * from silver.calls limit 1")
    for text in tokens:
        assert stored_in(settings.home, text) == []
    with open_lake(settings) as conn:
        assert conn.execute("select count(*) from silver.calls where caller_phone = ?", [OTHER]).fetchall() == [(11,)]


def test_a_copy_that_is_left_somewhere_fails_the_proof_with_its_place(settings: Settings) -> None:
    with open_lake(settings, write=True) as conn:
        settings.logs_dir.mkdir(exist_ok=True)
        (settings.logs_dir / "old.log").write_text(OTHER, encoding="utf-8")
        with pytest.raises(ErasureError, match=r"not proved: see logs/old\.log byte 0"):
            erase(conn, settings, tokens=[OTHER], actor="steward", reason=REASON, when=START)


@pytest.mark.parametrize("text", ["13800138000", "%", ".*", "PHONE_", "PHONE_short", "PHONE_" + "a" * 23 + "'"])
def test_only_tokens_are_erased(text: str, settings: Settings) -> None:
    with pytest.raises(ErasureError, match="takes tokens"):
        erase(open_audit(), settings, tokens=[text], actor="steward", reason=REASON, when=START)
