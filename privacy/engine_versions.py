"""Which masking engine is installed: hashes that the ledger keeps with every batch and act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_PRIVACY = Path(__file__).parent


@dataclass(frozen=True)
class EngineVersions:
    """SHA-256 of what decides the masking: the code, the name model, the recognizers' rules."""

    engine_hash: str
    model_hash: str
    ruleset_hash: str


@lru_cache(maxsize=1)
def engine_versions() -> EngineVersions:
    """The hashes of the installed ``privacy`` package, over its files in order of name."""
    code = sorted([*_PRIVACY.glob("*.py"), *(_PRIVACY / "names").glob("*.py")])
    models = sorted(path for path in (_PRIVACY / "models").glob("*") if path.is_file())
    rules = sorted(path for path in (_PRIVACY / "recognizers").rglob("*") if path.suffix not in ("", ".pyc"))
    return EngineVersions(*(_digest(paths) for paths in (code, models, rules)))


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(_PRIVACY).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
