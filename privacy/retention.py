"""Proof that what was deleted by retention is gone from the disk too, not only from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from privacy.ledger import Act, append_act
from schemas.settings import Settings

GRACE = timedelta(days=8)
"""History is kept for seven days, so that a mistake can be undone; then its files go with the next upkeep."""


@dataclass(frozen=True)
class RetentionProof:
    """How many expired runs were looked for, in how many files, and the rows of theirs that are still on disk."""

    n_runs: int
    n_files: int
    n_left: int
    files: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        """Nothing is left."""
        return not self.n_left


def prove_retention(
    conn: duckdb.DuckDBPyConnection, settings: Settings, *, actor: str, when: datetime, grace: timedelta = GRACE
) -> RetentionProof:
    """Reads every local silver file for rows of runs that expired more than ``grace`` ago; logs a ``retention`` act.

    ``conn``: the lake's, able to write. Files that no snapshot names are read too: they are on the disk.
    """
    runs = _expired_runs(conn, when - grace)
    root = Path(settings.data_path or settings.lake_dir / "data") / "silver"
    paths = [path for path in sorted(root.rglob("*.parquet")) if not path.name.endswith("-delete.parquet")]
    left = {str(path.relative_to(root)): n for path in paths if runs and (n := _rows_of(path, runs))}
    proof = RetentionProof(len(runs), len(paths), sum(left.values()), tuple(left))
    details = {"is_proof": True, "n_runs": proof.n_runs, "n_files": proof.n_files, "n_left": proof.n_left}
    append_act(conn, kind=Act.RETENTION, actor=actor, details=details, when=when)
    return proof


def _expired_runs(conn: duckdb.DuckDBPyConnection, before: datetime) -> list[str]:
    """Runs that a retention act of the ledger covers, logged before that time."""
    rows = conn.execute(
        "select distinct r.run_id from ops.run as r inner join audit.ledger as l"
        " on json_extract_string(l.leaf, '$.details.feed') = r.feed"
        " and r.window_end <= json_extract_string(l.leaf, '$.details.through')::timestamptz"
        " where r.state = 'expired' and l.kind = 'retention' and l.logged_at <= ?",
        [before],
    ).fetchall()
    return [str(row[0]) for row in rows]


def _rows_of(path: Path, runs: list[str]) -> int:
    with pq.ParquetFile(path) as file:
        if "run_id" not in file.schema_arrow.names:
            return 0
        run_ids = file.read(columns=["run_id"])["run_id"]
    return int(pc.sum(pc.is_in(run_ids, value_set=pa.array(runs))).as_py() or 0)
