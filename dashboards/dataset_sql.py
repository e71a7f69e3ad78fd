"""The SQL of a virtual dataset: its own select over the shared parts and labels that it names."""

from __future__ import annotations

from typing import Any

from dashboards.sources import Sources


def dataset_sql(name: str, sources: Sources) -> str:
    """One select; ``label`` and every part in ``uses`` stand before it as common table expressions."""
    dataset = sources.datasets[name]
    tables = [f"{part} as (\n{_bare(sources.parts[part])}\n)" for part in dataset.get("uses", [])]
    if dataset.get("labels"):
        tables.insert(0, _label_table(dataset["labels"], sources.labels))
    own = _bare(sources.sql[name])
    return f"with {', '.join(tables)}\nselect * from (\n{own}\n) as dataset" if tables else own


def _label_table(kinds: list[str], labels: dict[str, dict[str, dict[str, str]]]) -> str:
    rows = [
        f"({_quoted(kind)}, {_quoted(code)}, {_quoted(text['en'])}, {_quoted(text['zh'])})"
        for kind in kinds
        for code, text in labels[kind].items()
    ]
    return f"label(kind, code, label_en, label_zh) as (values {', '.join(rows)})"


def _quoted(text: Any) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _bare(sql: str) -> str:
    lines = [line for line in sql.splitlines() if not line.lstrip().startswith("--")]
    return "\n".join(lines).strip().rstrip(";")
