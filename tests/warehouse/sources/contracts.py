"""Contracts made in code: one column list, any source."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schemas.contract import Column, FeedContract, Grain, Labels, Maps, Sla, Source

_LABEL = Labels(en="A column", zh="列")
TIMEZONE = "Asia/Shanghai"


def column(name: str, kind: str = "string", **more: Any) -> Column:
    """A public column whose header is its name in capitals, unless ``source_name`` says otherwise."""
    given = {"source_name": name, "classification": "public", "label": _LABEL, **more}
    return Column.model_validate({"name": name, "type": kind, **given})


COLUMNS = (
    column("case_id", required=True),
    column("at", "timestamp", required=True),
    column("grid"),
    column("kind"),
)
MAPS = {"record_id": ("case_id",), "occurred_at": "at", "area": "grid", "topic": "kind"}


def contract(
    source: dict[str, Any] | None = None,
    columns: tuple[Column, ...] = COLUMNS,
    maps: dict[str, Any] | None = None,
    **more: Any,
) -> FeedContract:
    """A contract of the demo city with the given source, columns and meanings."""
    given: dict[str, Any] = {"timezone": TIMEZONE, "grain": Grain.EVENT, "city": "yunlan", **more}
    return FeedContract(
        id="trial",
        version="1.0.0",
        status="active",
        domain="test",
        title=_LABEL,
        description=_LABEL,
        department="hotline",
        source=Source.model_validate({"connector": "file", "location": "x", "format": "csv", **(source or {})}),
        sla=Sla(frequency=timedelta(days=1), latency=timedelta(hours=6), retention=timedelta(days=365)),
        columns=columns,
        maps=Maps.model_validate({**MAPS, **(maps or {})}),
        purpose="test",
        legal_basis="test",
        **given,
    )
