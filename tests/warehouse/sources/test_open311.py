"""Open311 GeoReport v2: inclusive dates in UTC, short spans, pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from schemas.window import Window
from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from tests.warehouse.sources.servers import Answer, serving
from warehouse.sources import SourceError

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)
START = Window.of_days(FIRST, LAST, "Asia/Shanghai").start
REQUESTS = [
    {
        "service_request_id": f"{n:03}",
        "requested_datetime": (START + timedelta(hours=9 * n)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    for n in range(200)
]


def _spec(url: str, **source: Any) -> Any:
    return contract(
        {"connector": "open311", "format": "json", "location": f"{url}/open311/v2", "page_size": 30, **source}
    )


def _georeport(path: str, query: dict[str, str]) -> Answer:
    if path != "/open311/v2/requests.json" or query["jurisdiction_id"] != "yunlan":
        return Answer.of([{"code": 404, "description": "not found"}], 404)
    inside = [r for r in REQUESTS if query["start_date"] <= r["requested_datetime"] <= query["end_date"]]
    size, page = int(query["page_size"]), int(query["page"])
    return Answer.of(inside[(page - 1) * size : page * size])


def test_every_request_of_the_window_comes_once(pulled: Pull) -> None:
    with serving(_georeport) as url:
        table = pulled(_spec(url, params={"jurisdiction_id": "yunlan"}), FIRST, LAST)
    end = Window.of_days(FIRST, LAST, "Asia/Shanghai").end.strftime("%Y-%m-%dT%H:%M:%SZ")
    expected = [r["service_request_id"] for r in REQUESTS if r["requested_datetime"] < end]
    assert table["service_request_id"].to_pylist() == expected
    assert 150 < len(expected) < 200


def test_a_server_that_does_not_page_is_found_out(pulled: Pull) -> None:
    def one_page(path: str, query: dict[str, str]) -> Answer:
        return Answer.of(REQUESTS[:30])

    with serving(one_page) as url, pytest.raises(SourceError, match="sends the same page again"):
        pulled(_spec(url))
