from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

from schemas.settings import Settings
from tests.demo.conftest import END
from tests.demo.helpers import free_port, serving

CASES = "/hotline/v1/cases"
WINDOW = {"updated_from": "2026-03-06T00:00:00+08:00", "updated_to": "2026-03-11T00:00:00+08:00"}


@pytest.fixture(scope="module")
def client(served: Settings) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"http://127.0.0.1:{served.demo_port}") as client:
        yield client


def _page(client: httpx.Client, **params: Any) -> dict[str, Any]:
    answer = client.get(CASES, params={**WINDOW, **params})
    answer.raise_for_status()
    data: dict[str, Any] = answer.json()["data"]
    return data


def test_pages_together_hold_the_total_once(client: httpx.Client) -> None:
    whole = _page(client, page_size=10_000)
    paged = [item for page in range(1, 100) for item in _page(client, page=page, page_size=700)["items"]]
    assert whole["total"] == len(whole["items"]) == len(paged) > 3000
    assert paged == whole["items"]


def test_windows_side_by_side_neither_lose_nor_double(client: httpx.Client) -> None:
    cuts = ["2026-03-06T00:00:00+08:00", "2026-03-08T00:00:00+08:00", "2026-03-11T00:00:00+08:00"]
    parts = [_page(client, updated_from=a, updated_to=b)["total"] for a, b in pairwise(cuts)]
    assert all(parts)
    assert sum(parts) == _page(client)["total"]


def test_records_come_in_the_order_of_their_last_change(client: httpx.Client) -> None:
    times = [item["updated_at"] for item in _page(client, page_size=10_000)["items"]]
    assert times == sorted(times)
    assert times[0] >= "2026-03-06"
    assert times[-1] < "2026-03-11"


def test_past_the_end_is_an_empty_page(client: httpx.Client) -> None:
    data = _page(client, page=999)
    assert data["items"] == []
    assert data["total"] > 0


@pytest.mark.parametrize(
    "params", [{"page": "0"}, {"page_size": "20000"}, {"updated_from": "yesterday"}, {"page": "x"}]
)
def test_wrong_parameters_are_refused(client: httpx.Client, params: dict[str, str]) -> None:
    assert client.get(CASES, params=WINDOW | params).status_code == 400


def test_traffic_counts_what_it_sends(client: httpx.Client) -> None:
    params = {"since": END.isoformat(), "until": "2026-03-11", "limit": "10000"}
    answer = client.get("/traffic/v2/incidents", params=params).json()
    assert answer["count"] == len(answer["result"]) > 50


def test_a_token_is_asked_for_when_set(city: Settings) -> None:
    guarded = city.model_copy(update={"demo_port": free_port()})
    with serving(guarded, token="t-123") as client:
        assert client.get(CASES).status_code == 401
        assert client.get(CASES, headers={"Authorization": "Bearer t-123"}).status_code == 200
