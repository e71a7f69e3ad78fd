"""The lake on a PostgreSQL catalog, as on more than one machine: same tables, same books, one writer at a time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from schemas.contract import FeedContract
from schemas.settings import REPO, Settings
from tests.postgres import Postgres
from tests.warehouse.samples import Delivery, Row, days
from warehouse.lake import LakeError, open_lake, transaction
from warehouse.load import load_window

HOLDER = """
import sys, time
from pathlib import Path
from schemas.settings import Settings
from warehouse.connection import commit_lock
with commit_lock(Settings(home=Path(sys.argv[1]), catalog=sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def shared_lake(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("machines")
    catalog = f"postgres:{postgres.conninfo(postgres.new_database())}"
    return Settings(home=folder / "one", catalog=catalog, data_path=str(folder / "data"))


@pytest.fixture
def other_machine(shared_lake: Settings) -> Settings:
    """A hub with a home of its own on the same catalog and data."""
    return shared_lake.model_copy(update={"home": shared_lake.home.parent / "two"})


def test_two_machines_see_one_lake(shared_lake: Settings, other_machine: Settings, feed: FeedContract) -> None:
    first = load_window(feed, days(1), shared_lake, Delivery(Row("a"), Row("b"), Row("c", is_bad=True)))
    again = load_window(feed, days(1), other_machine, Delivery(Row("a"), Row("b"), Row("c", is_bad=True)))
    assert (first.n_accepted, first.n_quarantined) == (again.n_accepted, again.n_quarantined) == (2, 1)
    with open_lake(shared_lake) as conn:
        assert conn.execute(f"select count(*) from silver.{feed.id}").fetchone() == (2,)
        assert conn.execute("select n_attempts from ops.run where feed = ?", [feed.id]).fetchone() == (2,)


def test_ledger_numbers_are_without_gap_over_machines(
    shared_lake: Settings, other_machine: Settings, feed: FeedContract
) -> None:
    for day, machine in enumerate((shared_lake, other_machine, shared_lake), 1):
        load_window(feed, days(day), machine, Delivery(Row(f"row-{day}")))
    with open_lake(shared_lake) as conn:
        numbers = [n for (n,) in conn.execute("select seq from audit.ledger order by seq").fetchall()]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert len(numbers) >= 3


def test_a_writer_of_another_machine_is_waited_for(shared_lake: Settings, other_machine: Settings) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(other_machine.home), other_machine.catalog],
        cwd=REPO,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    impatient = shared_lake.model_copy(update={"lock_timeout_seconds": 0.5})
    with pytest.raises(LakeError, match="another process has been writing"), open_lake(impatient, write=True):
        pass
    holder.kill()
    holder.communicate()
    patient = shared_lake.model_copy(update={"lock_timeout_seconds": 20.0})
    started = time.monotonic()
    with open_lake(patient, write=True) as conn, transaction(conn, "after the holder's death"):
        conn.execute("insert into ops.cursor (feed) values ('freed')")
    assert time.monotonic() - started < 20


def test_an_unreachable_catalog_is_named_without_its_password(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, catalog="postgres:host=127.0.0.1 port=1 user=hub password=hunter2 dbname=lake")
    with pytest.raises(LakeError, match="cannot reach the lake's PostgreSQL catalog") as failed, open_lake(settings):
        pass
    assert "hunter2" not in str(failed.value)
