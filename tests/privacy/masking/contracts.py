"""A small contract with one column of every kind, and batches for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from schemas.contract import Column, FeedContract, Grain, Labels, Maps, Operator, PiiRule, Sla, Source

DAY = timedelta(days=1)
TEXT = Labels(en="t", zh="t")


def column(name: str, classification: str, entity: str = "", operator: str = "redact", **params: str | int) -> Column:
    """A string column; a rule where ``entity`` is given."""
    rule = PiiRule(entity=entity, operator=Operator(operator), params=dict(params)) if entity else None
    return Column.model_validate(
        {"name": name, "source_name": f"{name}_zh", "type": "string", "classification": classification, "label": TEXT}
        | {"pii": rule}
    )


COLUMNS = (
    column("phone", "pii", "PHONE", "pseudonymise"),
    column("name", "pii", "PERSON"),
    column("id_card", "pii", "ID_CARD", "mask", keep_last=4),
    column("born", "pii", "BIRTH_DATE", "generalise", to="age_band"),
    column("address", "pii", "ADDRESS", "generalise", to="area"),
    column("nobody_classified", "pii"),
    column("note", "pii_text", "FREE_TEXT"),
    column("category", "public"),
)


def contract(columns: tuple[Column, ...] = COLUMNS, purpose: str = "service_demand_analysis") -> FeedContract:
    """A feed with ``columns``."""
    return FeedContract(
        id="hotline",
        version="1.0.0",
        status="active",
        domain="citizen_service",
        title=TEXT,
        description=TEXT,
        city="yunlan",
        department="hotline",
        timezone="Asia/Shanghai",
        grain=Grain.EVENT,
        source=Source(connector="file", location="x.csv", format="csv"),
        sla=Sla(frequency=DAY, latency=DAY, retention=365 * DAY),
        columns=columns,
        maps=Maps(record_id=("category",), occurred_at="category"),
        purpose=purpose,
        legal_basis="PIPL art. 13(1)(3)",
    )


def batch(**columns: list[object]) -> pa.RecordBatch:
    """A shaped batch of three rows; ``columns`` replace or add."""
    moments = [datetime(2025, 3, day, 4, tzinfo=UTC) for day in (1, 2, 3)]
    standard = {
        "record_id": ["a", "b", "c"],
        "occurred_at": pa.array(moments, pa.timestamp("us", "UTC")),
        "area_id": ["YL-01", "YL-02", None],
        "phone": ["138-0013-8000", "+86 13800138000", None],
        "name": ["张三", "", None],
        "id_card": ["110105194912310021", "12", None],
        "born": pa.array([date(1990, 1, 1), None, date(2024, 1, 1)]),
        "address": ["人民路1号", "x", None],
        "nobody_classified": ["s1", "s2", "s3"],
        "note": ["王女士电话13800138000", "", None],
        "category": ["13800138000", "张三", "路灯"],
        "_row": [1, 2, 3],
    }
    return pa.RecordBatch.from_pydict({**standard, **columns})
