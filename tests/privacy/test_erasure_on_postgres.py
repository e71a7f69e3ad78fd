"""With the catalog on PostgreSQL, erasure also leaves none of the person in the catalog's rows and data pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from privacy.erasure import erase
from privacy.keyring import Keyring
from privacy.pseudonyms import token
from schemas.settings import Settings
from tests.postgres import Postgres
from tests.privacy.audit_fixtures import START
from warehouse.lake import open_lake

OTHER = "PHONE_aaaaaaaaaaaaaaaaaaaaaaaa"


def pages_with(postgres: Postgres, text: str) -> list[Path]:
    """Files of tables and indexes on the server's disk; its write-ahead log is not among them."""
    files = (postgres.folder / "base").rglob("*")
    return [path for path in files if path.is_file() and text.encode() in path.read_bytes()]


def test_a_person_leaves_the_catalog_on_a_server(postgres: Postgres, tmp_path: Path) -> None:
    database = postgres.new_database()
    settings = Settings(
        home=tmp_path / "home", catalog=f"postgres:{postgres.conninfo(database)}", data_path=str(tmp_path / "data")
    )
    person = str(token("13800138000", "PHONE", Keyring.open(settings).key_for("service", date(2026, 5, 1))))
    with open_lake(settings, write=True) as conn:
        conn.execute("create table silver.calls (record_id varchar, run_id varchar, caller_phone varchar)")
        conn.execute("insert into silver.calls values ('a', 'run', ?), ('b', 'run', ?)", [person, OTHER])
        with postgres.connect(database) as session:
            session.autocommit = True
            session.cursor().execute("checkpoint")
        assert pages_with(postgres, person)
        done = erase(conn, settings, tokens=[person], actor="steward", reason="request of 3 May", when=START)
        assert done.proof.is_ok
        assert done.n_rows == {"silver.calls": 1}
        assert pages_with(postgres, person) == []
        assert conn.execute("select caller_phone from silver.calls").fetchall() == [(OTHER,)]
        conn.execute("insert into silver.calls values ('c', 'run', ?)", [OTHER])
    assert not [path for path in (tmp_path / "data").rglob("*.parquet") if person.encode() in path.read_bytes()]
