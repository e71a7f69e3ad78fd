"""A constant that changes in one module reaches the compiled function of another, in spite of numba's cache."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemas.machine_code import drop_stale_code
from schemas.settings import REPO

FUNCTION = """
from numba import njit
from sample.size import SIZE

@njit(cache=True)
def size():
    return SIZE
"""
ASK = """
import sys
from pathlib import Path
from schemas.machine_code import drop_stale_code
sys.path.insert(0, sys.argv[1])
drop_stale_code(Path(sys.argv[1]) / "sample")
from sample.function import size
print(size())
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "sample"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "function.py").write_text(FUNCTION)
    return folder


def asked(package: Path, size: int) -> int:
    (package / "size.py").write_text(f"SIZE = {size}\n")
    command = [sys.executable, "-c", ASK, str(package.parent)]
    return int(subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout)


def test_a_changed_constant_is_compiled_anew(package: Path) -> None:
    assert asked(package, 512) == 512
    assert asked(package, 1024) == 1024


def test_code_of_the_same_sources_is_kept(package: Path) -> None:
    asked(package, 512)
    kept = {path: path.stat().st_mtime_ns for path in (package / "__pycache__").glob("*.nb[ic]")}
    assert kept
    asked(package, 512)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_a_folder_that_compiles_nothing_is_left_alone(package: Path) -> None:
    (package / "function.py").unlink()
    foreign = package / "__pycache__" / "other.nbi"
    foreign.parent.mkdir()
    foreign.write_text("")
    drop_stale_code(package)
    assert foreign.exists()
