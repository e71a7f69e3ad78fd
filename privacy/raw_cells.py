"""The raw text of cells that failed shaping: JSON of column to text, personal until masked."""

from __future__ import annotations

import json

import pyarrow as pa

from privacy.engine import Engine
from privacy.findings import Finding
from schemas.contract import FeedContract

RAW_COLUMN = "_raw"
UNREADABLE = "<REDACTED>"


def mask_raw(values: pa.Array, contract: FeedContract, engine: Engine) -> tuple[pa.Array, list[Finding]]:
    """Cells of personal columns become ``<ENTITY>`` whole, all others are read as free text."""
    personal = {
        name: column.pii.entity if column.pii else "PERSONAL"
        for column in contract.columns
        if column.classification in ("pii", "pii_text")
        for name in (column.name, column.source_name)
    }
    rows = [None if raw is None else cells(raw) for raw in values.to_pylist()]
    texts = [value for row in rows if row for value in row.values()]
    masked = iter(engine.mask_texts(texts)[0])
    written = [written_row(row, personal, masked) if row is not None else None for row in rows]
    n_found = sum(row is not None for row in rows)
    return pa.array(written, pa.string()), [Finding(RAW_COLUMN, "FREE_TEXT", "redact", None, n_found, n_found)]


def cells(raw: str) -> dict[str, str]:
    """The failed cells of one row; a text that is no JSON object has none that can be told apart."""
    try:
        parsed = json.loads(raw)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in parsed.items()} if isinstance(parsed, dict) else {}


def written_row(row: dict[str, str], personal: dict[str, str], masked: object) -> str:
    """The row as JSON again, masked."""
    assert hasattr(masked, "__next__")
    if not row:
        return UNREADABLE
    safe = {name: next(masked) for name in row}
    return json.dumps({n: f"<{personal[n]}>" if n in personal else v for n, v in safe.items()}, ensure_ascii=False)
