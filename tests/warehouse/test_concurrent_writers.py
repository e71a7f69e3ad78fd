"""Many processes may run feeds at once: each commit waits for the lock, and none fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from schemas.settings import REPO, Settings
from warehouse.lake import open_lake

WRITER = """
import sys
from pathlib import Path
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

settings, name = Settings(home=Path(sys.argv[1])), sys.argv[2]
for n in range(8):
    with open_lake(settings, write=True) as conn, transaction(conn, name):
        conn.execute("insert into ops.run_attempt (attempt_id, run_id) values (?, ?)", [f"{name}-{n}", name])
        conn.execute("delete from ops.cursor where feed = ?", [name])
        conn.execute("insert into ops.cursor (feed) values (?)", [name])
    with open_lake(settings) as conn:
        count = conn.execute("select count(*) from ops.run_attempt where run_id = ?", [name]).fetchone()
        assert count == (n + 1,), count
"""


def test_four_processes_write_and_read_without_a_failure(lake: Settings) -> None:
    names = [f"writer_{n}" for n in range(4)]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(lake.home), name], cwd=REPO, stderr=subprocess.PIPE, text=True
        )
        for name in names
    ]
    errors = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4, errors
    with open_lake(lake) as conn:
        written = conn.execute("select run_id, count(*) from ops.run_attempt where run_id like 'writer_%' group by all")
        assert dict(written.fetchall()) == dict.fromkeys(names, 8)


def test_the_lock_of_a_dead_process_does_not_stay(lake: Settings) -> None:
    code = (
        "import os, sys; from pathlib import Path; from schemas.settings import Settings; "
        "from warehouse.connection import commit_lock\n"
        "with commit_lock(Settings(home=Path(sys.argv[1]))): os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(lake.home)], cwd=REPO, check=False)
    assert done.returncode == -9
    impatient = lake.model_copy(update={"lock_timeout_seconds": 5.0})
    with open_lake(impatient, write=True) as conn:
        assert conn.execute("select 1").fetchone() == (1,)
    assert Path(lake.lake_dir / "commit.lock").exists()
