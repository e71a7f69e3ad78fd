"""A small hub with an API, and how tests ask it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from schemas.settings import Settings
from superbrain.api.tokens import TokenStore
from superbrain.services import api
from superbrain.services.daemon import start, stop, wait_until_healthy
from tests.warehouse.samples import GRID, Row, days, publish_rows, sample_contract
from warehouse.lake import open_lake, transaction
from warehouse.marts.build import compute_marts
from warehouse.query import run_query

FEED = "api_reports"
FAR_GRID = "YL-02-03-01-02"
NEAR, FAR = "YL-20260103-00aa11", "YL-20260103-00bb22"
"""Warnings in the district YL-01 and elsewhere."""
LIMITS = {"api_max_rows": 700, "api_max_bytes": 200_000, "api_seconds": 3.0, "api_reads_per_minute": 1000}


@dataclass(frozen=True)
class Asker:
    """Asks the API of ``settings`` as a user with a role."""

    settings: Settings

    def token(self, role: str, user: str = "wei", until: datetime | None = None) -> tuple[str, str]:
        """Id and text of a new token."""
        made, text = TokenStore(self.settings).make(user, role, until or datetime.now(UTC) + timedelta(days=1), "test")
        return made.token_id, text

    def get(self, path: str, role: str = "data_engineer", **options: Any) -> httpx.Response:
        """GET under ``/v1`` with a token of that role made for this request."""
        return self.send("GET", path, self.token(role)[1], **options)

    def query(self, sql: str, role: str = "data_engineer", **options: Any) -> httpx.Response:
        """POST /v1/query likewise."""
        return self.send("POST", "/query", self.token(role)[1], json={"sql": sql}, **options)

    def send(self, method: str, path: str, token: str = "", **options: Any) -> httpx.Response:
        """Any request; ``token``: none where it is empty."""
        headers = {**({"Authorization": f"Bearer {token}"} if token else {}), **options.pop("headers", {})}
        url = f"http://127.0.0.1:{self.settings.api_port}/v1{path}"
        return httpx.request(method, url, headers=headers, timeout=60, **options)

    def logged(self, user: str) -> list[tuple[str, str]]:
        """What the access log has of a user on this surface: action and object, in order."""
        sql = f"select action, object from audit.access_log where surface = 'api' and actor = '{user}' order by seq"
        return [(row["action"], row["object"]) for row in run_query(sql, self.settings).to_pylist()]


@contextmanager
def serving(settings: Settings) -> Iterator[Asker]:
    """The API of ``settings`` on its port, started and stopped as ``superbrain up`` and ``down`` do."""
    service = api.service(settings)
    start(service, settings)
    try:
        wait_until_healthy(service, settings, seconds=60)
        yield Asker(settings)
    finally:
        stop(service, settings)


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def filled_hub(settings: Settings) -> Settings:
    """Publishes a feed's windows, its marts and two warnings; the settings with a free port and small limits."""
    settings = settings.model_copy(update={**LIMITS, "api_port": free_port()})
    contract = sample_contract(FEED)
    for day in (1, 2, 3):
        noon = datetime(2026, 1, day, 4, tzinfo=UTC)
        rows = [Row(f"{day}-{n}", area_id=area, occurred_at=noon) for n, area in enumerate((GRID, FAR_GRID, GRID))]
        publish_rows(contract, days(day), [*rows, Row(f"{day}-bad", is_bad=True, occurred_at=noon)], settings)
    with open_lake(settings, write=True) as conn:
        compute_marts(conn, [contract])
        conn.execute("insert into gold.event_daily by name select * from temp.event_daily")
    with open_lake(settings, write=True) as conn, transaction(conn, "warnings"):
        for warning_id, area in ((NEAR, "YL-01-01"), (FAR, "YL-02-01")):
            conn.execute(
                "insert into brain.warning (warning_id, city_id, colour, level, area_id, topic_id, opened_on, evidence,"
                " state, is_within_budget, score) values (?, 'yunlan', 'red', 'street', ?, 'water.burst',"
                " date '2026-01-03', '{\"observed\": 40}', 'open', true, 1.5)",
                [warning_id, area],
            )
            conn.execute(
                "insert into brain.warning_event values (?, 1, timestamptz '2026-01-03 08:00:00+08', 'raised', 'red',"
                " 'hub', null)",
                [warning_id],
            )
    return settings
