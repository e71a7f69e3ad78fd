"""A department's PostgreSQL: the window in the department's zone, a session that cannot write, a password unseen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import Postgres
from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from warehouse.sources import SourceError

QUERY = "select id, at, flow from readings where at >= :window_start and at < :window_end order by id"


@pytest.fixture
def department(postgres: Postgres) -> str:
    """Hourly readings over three days of Shanghai time; the database's name."""
    name = postgres.new_database()
    with postgres.connect(name) as session:
        session.cursor().execute(
            "create table readings as select n as id, n / 2.0 as flow, "
            "timestamptz '2026-01-01 00:00+08' + n * interval '1 hour' as at from generate_series(0, 71) as n"
        )
    return name


def _spec(location: str, query: str = QUERY, **source: Any) -> Any:
    return contract({"connector": "sql", "format": "table", "location": location, "query": query, **source})


def test_a_window_is_cut_at_the_departments_midnights(postgres: Postgres, department: str, pulled: Pull) -> None:
    table = pulled(_spec(postgres.url(department)), date(2026, 1, 2), date(2026, 1, 2), batch_rows=7)
    assert table["id"].to_pylist() == list(range(24, 48))
    assert table["_row"].to_pylist() == list(range(24))


def test_the_session_cannot_write(postgres: Postgres, department: str, pulled: Pull) -> None:
    with postgres.connect(department) as session:
        session.cursor().execute(
            "create function take_readings() returns setof readings as 'delete from readings returning *' language sql"
        )
    query = "select * from take_readings() where at between :window_start and :window_end"
    with pytest.raises(SourceError, match="ReadOnlySqlTransaction"):
        pulled(_spec(postgres.url(department), query))
    with postgres.connect(department) as session:
        cursor = session.cursor()
        cursor.execute("select count(*) from readings")
        assert cursor.fetchone() == (72,)


def test_a_server_that_is_down_may_be_tried_again(home: Path, pulled: Pull) -> None:
    (home / "keys").mkdir()
    secrets = home / "keys" / "secrets.yaml"
    secrets.write_text("water: {user: hub, password: hunter2}\n")
    secrets.chmod(0o600)
    with pytest.raises(SourceError, match=r"the database at 127\.0\.0\.1/water could not be read") as failed:
        pulled(_spec("postgresql://127.0.0.1:1/water", secret="water"))
    assert failed.value.is_retryable
    assert "hunter2" not in str(failed.value)
