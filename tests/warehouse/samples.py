"""A small contract and its masked rows, for tests of everything behind masking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from privacy.findings import SCHEMA as FINDINGS
from schemas.contract import Column, FeedContract, Grain, Labels, Maps, QualityRule, Sla, Source
from schemas.settings import Settings
from schemas.window import Window
from warehouse.load import MaskedRows
from warehouse.masking_record import MaskingRecord
from warehouse.publish import CheckedWindow, publish
from warehouse.record import RunRecord
from warehouse.stage import open_stage

ZONE = "Asia/Shanghai"
DAY_ONE = date(2026, 1, 1)
GRID = "YL-01-01-01-01"
TIME = pa.timestamp("us", "UTC")


@dataclass(frozen=True)
class Row:
    """One masked row; ``version`` stands for its content."""

    record_id: str
    version: int = 1
    is_bad: bool = False
    area_id: str = GRID
    topic_id: str = "water.burst"
    occurred_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    received_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    resident: str | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    stars: float | None = None
    problems: tuple[str, ...] = ()


def column(name: str, kind: str = "string", **more: Any) -> Column:
    """An internal column of that name."""
    about = {"source_name": name, "type": kind, "classification": "internal", "label": Labels(en=name, zh=name)}
    return Column.model_validate({"name": name, **about, **more})


def sample_contract(feed_id: str, **changes: Any) -> FeedContract:
    """A feed of events with one rule: ``version`` is never negative."""
    return FeedContract(
        id=feed_id,
        version="1.0.0",
        status="active",
        domain="test",
        title=Labels(en="Sample", zh="样例"),
        description=Labels(en="Sample", zh="样例"),
        city="yunlan",
        department="water",
        timezone=ZONE,
        grain=Grain.EVENT,
        source=Source(connector="file", location="unused", format="csv"),
        sla=Sla(frequency=timedelta(days=1), latency=timedelta(hours=6), retention=timedelta(days=36500)),
        columns=(column("ticket"), column("version", "integer"), column("resident"), column("closed_at", "timestamp")),
        maps=Maps(record_id=("ticket",), occurred_at="ticket", complainant="resident", closed_at="closed_at"),
        quality=(
            QualityRule(
                rule_id="version_positive", dimension="validity", metric="invalidValues", column="version",
                arguments={"minimum": 0}, must_be=0,
            ),
        ),
        purpose="testing",
        legal_basis="none",
    ).model_copy(update=changes)  # fmt: skip


def days(first: int, last: int | None = None) -> Window:
    """The window of local days numbered from 1 January 2026 = 1."""
    start = DAY_ONE + timedelta(days=first - 1)
    return Window.of_days(start, DAY_ONE + timedelta(days=(last or first) - 1), ZONE)


def to_batch(rows: Sequence[Row]) -> pa.RecordBatch:
    """The rows as masking leaves them."""
    count = len(rows)
    return pa.RecordBatch.from_pydict(
        {
            "record_id": pa.array([row.record_id for row in rows], pa.string()),
            "occurred_at": pa.array([row.occurred_at for row in rows], TIME),
            "received_at": pa.array([row.received_at for row in rows], TIME),
            "area_id": pa.array([row.area_id for row in rows], pa.string()),
            "topic_id": pa.array([row.topic_id for row in rows], pa.string()),
            "n_events": pa.array([1] * count, pa.int64()),
            "value": pa.nulls(count, pa.float64()),
            "ticket": pa.array([row.record_id for row in rows], pa.string()),
            "version": pa.array([-1 if row.is_bad else row.version for row in rows], pa.int64()),
            "resident": pa.array([row.resident for row in rows], pa.string()),
            "closed_at": pa.array([row.closed_at for row in rows], TIME),
            "due_at": pa.array([row.due_at for row in rows], TIME),
            "stars": pa.array([row.stars for row in rows], pa.float64()),
            "_problems": pa.array([list(row.problems) for row in rows], pa.list_(pa.string())),
            "_raw": pa.nulls(count, pa.string()),
            "_delivery": pa.array(["sample"] * count, pa.string()),
            "_row": pa.array(range(count), pa.int64()),
        }
    )


class Delivery:
    """Gives the same rows for every window: what ``load_window`` is handed in place of a department."""

    def __init__(self, *rows: Row) -> None:
        self.rows = rows

    def __call__(self, _contract: FeedContract, _window: Window, _settings: Settings) -> Iterator[MaskedRows]:
        if self.rows:
            yield MaskedRows(to_batch(self.rows), FINDINGS.empty_table())


def publish_rows(contract: FeedContract, window: Window, rows: Sequence[Row], settings: Settings) -> RunRecord:
    """Stage and publish without Great Expectations: bad rows fail ``version_positive``."""
    with open_stage(contract, settings) as stage:
        if rows:
            stage.append(to_batch(rows))
        n_repeated = stage.deduplicate()
        stage.conn.execute(
            "create table failing as select record_id, 'version_positive' as rule_id, '' as reason "
            "from staged where version < 0"
        )
        checked = CheckedWindow(stage, window, [], MaskingRecord(), n_repeated, datetime.now(UTC))
        return publish(checked, settings)
