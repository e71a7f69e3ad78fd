"""A DAG that is parsed twice serialises to the same bytes: otherwise each parse makes a new version."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .conftest import DAGS

SERIALISE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization
bag = DagBag(sys.argv[1])
print("DAGS " + json.dumps({k: DagSerialization.to_dict(v) for k, v in sorted(bag.dags.items())}, default=str))
"""


def _serialised(home: Path, hash_seed: str) -> dict[str, object]:
    import os

    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": str(DAGS.parent),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }
    done = subprocess.run(
        [sys.executable, "-c", SERIALISE, str(DAGS)], env=environment, capture_output=True, text=True, check=True
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("DAGS "))
    loaded: dict[str, object] = json.loads(line.removeprefix("DAGS "))
    return loaded


def test_two_parses_agree(tmp_path: Path) -> None:
    first, second = _serialised(tmp_path, "1"), _serialised(tmp_path, "2")
    assert len(first) > 2
    assert first == second
