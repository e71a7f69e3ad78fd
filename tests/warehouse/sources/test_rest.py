"""Paged JSON: by page, offset, cursor and link; totals; what the window is called."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from tests.warehouse.sources.servers import Answer, Respond, serving
from warehouse.sources import SourceError

RECORDS = [{"case_id": n, "at": "2026-01-01 08:00", "grid": "YL", "kind": "k"} for n in range(7)]
BY_PAGE = {"from": "{window_start}", "to": "{window_end}", "page": "{page}", "size": "{page_size}"}


def _spec(url: str, **source: Any) -> Any:
    given = {"connector": "rest", "format": "json", "page_size": 3, "records_path": "data.items", **source}
    return contract({**given, "location": f"{url}/cases"})


def _page(start: int, size: int, **more: Any) -> Answer:
    return Answer.of({"data": {"items": RECORDS[start : start + size], "total": len(RECORDS), **more}})


def test_by_page_number_with_the_servers_total(pulled: Pull) -> None:
    queries: list[dict[str, str]] = []

    def respond(path: str, query: dict[str, str]) -> Answer:
        queries.append(query)
        return _page((int(query["page"]) - 1) * 3, 3)

    with serving(respond) as url:
        table = pulled(_spec(url, params=BY_PAGE, total_path="data.total"))
    assert table["case_id"].to_pylist() == [str(n) for n in range(7)]
    assert table["_delivery"].to_pylist()[-1] == "page 3"
    assert queries[0] == {
        "from": "2026-01-01T00:00:00+08:00", "to": "2026-01-03T00:00:00+08:00", "page": "1", "size": "3"
    }  # fmt: skip


def _by_offset(path: str, query: dict[str, str]) -> Answer:
    return _page(int(query["skip"]), 3)


def _by_cursor(path: str, query: dict[str, str]) -> Answer:
    start = int(query.get("after", "0"))
    return _page(start, 3, next=str(start + 3) if start + 3 < len(RECORDS) else None)


def _by_link(path: str, query: dict[str, str]) -> Answer:
    start = int(query.get("start", "0"))
    return _page(start, 3, next=f"/cases?start={start + 3}" if start + 3 < len(RECORDS) else None)


@pytest.mark.parametrize(
    ("respond", "source"),
    [
        (_by_offset, {"params": {"skip": "{offset}"}}),
        (_by_cursor, {"params": {"after": "{cursor}"}, "next_path": "data.next"}),
        (_by_link, {"params": {"day": "{first_day}"}, "next_path": "data.next"}),
    ],
    ids=["offset", "cursor", "link"],
)
def test_other_ways_to_page(respond: Respond, source: dict[str, Any], pulled: Pull) -> None:
    with serving(respond) as url:
        assert pulled(_spec(url, **source)).num_rows == 7


def test_local_days_can_be_asked_for(pulled: Pull) -> None:
    queries: list[dict[str, str]] = []

    def respond(path: str, query: dict[str, str]) -> Answer:
        queries.append(query)
        return Answer.of({"data": {"items": []}})

    with serving(respond) as url:
        pulled(_spec(url, params={"a": "{first_day}", "b": "{last_day}"}), date(2026, 1, 3), date(2026, 1, 5))
    assert queries == [{"a": "2026-01-03", "b": "2026-01-05"}]


def test_a_total_that_is_not_reached_fails_the_run(pulled: Pull) -> None:
    def respond(path: str, query: dict[str, str]) -> Answer:
        return Answer.of({"data": {"items": RECORDS[:2], "total": 7}})

    with serving(respond) as url, pytest.raises(SourceError, match="the server counts 7 rows but sent 2") as failed:
        pulled(_spec(url, params=BY_PAGE, total_path="data.total"))
    assert failed.value.is_retryable


def test_a_page_of_another_form_fails_the_run(pulled: Pull) -> None:
    def respond(path: str, query: dict[str, str]) -> Answer:
        return Answer.of({"error": "maintenance"})

    with serving(respond) as url, pytest.raises(SourceError, match=r"page 1 holds no list of records at 'data\.items'"):
        pulled(_spec(url, params=BY_PAGE))


def test_a_next_page_on_another_server_is_not_followed(pulled: Pull) -> None:
    def respond(path: str, query: dict[str, str]) -> Answer:
        return _page(0, 3, next="http://127.0.0.2:1/steal")

    with serving(respond) as url, pytest.raises(SourceError, match="lies on another server"):
        pulled(_spec(url, params={"x": "1"}, next_path="data.next"))
