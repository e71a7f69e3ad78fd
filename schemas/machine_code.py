"""Keeps numba's cached machine code no older than the sources that it was made from.

Numba compiles constants and callees of other modules into a function, but takes its cached machine code for good as
long as the function's own file is unchanged.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

_CACHE = "__pycache__"
_DECORATED = re.compile(r"^@(compiled|njit)\b", re.MULTILINE)


@lru_cache(maxsize=8)
def drop_stale_code(package: Path) -> None:
    """Remove the machine code below ``package`` unless it was made from the sources that are there now.

    Sources are all modules of the folders in which any function is compiled. Safe beside running processes: numba
    compiles anew what it finds missing. Call it before such a function is called. Where the folder cannot be written
    to, numba caches elsewhere, and nothing is removed.
    """
    modules = {path: path.read_bytes() for path in sorted(package.rglob("*.py"))}
    folders = {path.parent for path, text in modules.items() if _DECORATED.search(text.decode())}
    sources = (path.name.encode() + text for path, text in modules.items() if path.parent in folders)
    digest = hashlib.sha256(b"\0".join(sources)).hexdigest()
    mark = package / _CACHE / "compiled-from"
    with suppress(OSError):
        if mark.exists() and mark.read_text() == digest:
            return
        for folder in folders:
            for path in (folder / _CACHE).glob("*.nb[ic]"):
                path.unlink(missing_ok=True)
        mark.parent.mkdir(exist_ok=True)
        mark.write_text(digest)
