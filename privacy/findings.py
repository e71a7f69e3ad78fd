"""What masking found, as counts: never a value."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("column", pa.string()),
        ("entity_type", pa.string()),
        ("operator", pa.string()),
        ("key_id", pa.string()),
        ("n_found", pa.int64()),
        ("n_masked", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Finding:
    """How often an entity was found in a column and masked there; ``key_id`` where a key was used."""

    column: str
    entity_type: str
    operator: str
    key_id: str | None
    n_found: int
    n_masked: int


def to_table(findings: list[Finding]) -> pa.Table:
    """Findings as a table (:data:`SCHEMA`)."""
    return pa.Table.from_pylist([vars(finding) for finding in findings], schema=SCHEMA)
