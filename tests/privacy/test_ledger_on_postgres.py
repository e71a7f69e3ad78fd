"""With the catalog on PostgreSQL, writers with lock files of their own (as on two machines) never share a number."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from privacy.ledger_verify import verify_ledger
from schemas.settings import Settings
from tests.postgres import Postgres
from tests.privacy.audit_fixtures import add_batch
from warehouse.lake import open_lake, transaction

N_WRITERS, N_EACH = 3, 4


def test_numbers_are_given_once(postgres: Postgres, tmp_path: Path) -> None:
    catalog = f"postgres:{postgres.conninfo(postgres.new_database())}"
    machines = [
        Settings(home=tmp_path / f"machine{n}", catalog=catalog, data_path=str(tmp_path / "data"))
        for n in range(N_WRITERS)
    ]
    for machine in machines:
        with open_lake(machine):
            pass

    def append(number: int) -> None:
        for n in range(N_EACH):
            with open_lake(machines[number], write=True) as conn, transaction(conn):
                add_batch(conn, n, f"feed_{number}")

    with ThreadPoolExecutor(N_WRITERS) as pool:
        list(pool.map(append, range(N_WRITERS)))
    with open_lake(machines[0]) as conn:
        seqs = [row[0] for row in conn.execute("select seq from audit.ledger order by seq").fetchall()]
        assert seqs == list(range(N_WRITERS * N_EACH))
        assert verify_ledger(conn, machines[0]).is_intact
