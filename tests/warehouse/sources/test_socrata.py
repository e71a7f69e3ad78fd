"""The Socrata API, served as the open-data server of New York serves it, pulled whole across pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.contract_loader import load_contract
from schemas.settings import REPO, Settings
from tests.warehouse.sources.conftest import Pull
from tests.warehouse.sources.contracts import contract
from tests.warehouse.sources.servers import Answer, Socrata, serving
from warehouse.shape import shape_batch, shape_context
from warehouse.sources import SourceError

MAY = (date(2024, 5, 1), date(2024, 5, 31))
RESPONSE = "nyc311_socrata_response.json.gz"


@pytest.fixture
def new_york(shared_feeds: Path) -> Socrata:
    return Socrata.of_file(shared_feeds / RESPONSE)


def test_the_real_response_comes_whole_across_pages(new_york: Socrata, pulled: Pull) -> None:
    spec = load_contract(REPO / "schemas" / "feeds" / "nyc311.yaml")
    with serving(new_york) as url:
        table = pulled(spec, *MAY, open_data_url=url)
    assert table.num_rows == 1000
    assert sorted(table["unique_key"].to_pylist()) == sorted(record["unique_key"] for record in new_york.records)
    offsets = [query["$offset"] for query in new_york.queries if "$offset" in query]
    assert offsets == ["0", "400", "800"]
    assert {query.get("$order") for query in new_york.queries if "$offset" in query} == {"unique_key"}


def test_the_window_is_asked_for_in_local_time(new_york: Socrata, pulled: Pull) -> None:
    spec = load_contract(REPO / "schemas" / "feeds" / "nyc311.yaml")
    with serving(new_york) as url:
        days = [pulled(spec, day, day, open_data_url=url) for day in (date(2024, 5, 26), date(2024, 5, 27))]
    sent = [sum(record["created_date"] < "2024-05-27" for record in new_york.records)]
    assert [table.num_rows for table in days] == [*sent, 1000 - sent[0]]
    assert "created_date >= '2024-05-26T00:00:00'" in new_york.queries[0]["$where"]


def test_every_real_row_is_shaped_without_a_problem(new_york: Socrata, pulled: Pull) -> None:
    spec = load_contract(REPO / "schemas" / "feeds" / "nyc311.yaml")
    with serving(new_york) as url:
        table = pulled(spec, *MAY, open_data_url=url)
    shaped = [shape_batch(batch, spec, shape_context(spec, Settings())) for batch in table.to_batches()]
    problems = [rule for part in shaped for rules in part.batch.column("_problems").to_pylist() for rule in rules]
    assert problems == []
    assert {area for part in shaped for area in part.batch.column("area_id").to_pylist()} == {
        "NYC", "NYC-B-1", "NYC-B-2", "NYC-B-3", "NYC-B-4", "NYC-B-5"
    }  # fmt: skip
    assert "latitude" in shaped[0].dropped_columns


def _spec(url: str, size: int = 3) -> Any:
    source = {"connector": "socrata", "format": "json", "window_column": "at", "page_size": size}
    return contract({**source, "location": f"{url}/resource/erm2-nwe9.json"})


def _records(count: int) -> list[dict[str, str]]:
    return [
        {"case_id": f"{n:03}", "at": f"2026-01-01T00:00:{n % 60:02}", "grid": "YL", "kind": "k"} for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
def test_pages_of_any_fill(count: int, pulled: Pull) -> None:
    with serving(Socrata(_records(count))) as url:
        assert pulled(_spec(url)).num_rows == count


def test_a_server_that_does_not_count_is_believed(pulled: Pull) -> None:
    with serving(Socrata(_records(7), counts=False)) as url:
        assert pulled(_spec(url)).num_rows == 7


def test_rows_lost_between_pages_fail_the_run(pulled: Pull) -> None:
    honest = Socrata(_records(7))

    def lossy(path: str, query: dict[str, str]) -> Answer:
        answer = honest(path, query)
        if query.get("$offset") == "6":
            honest.records = []
            return Answer.of([])
        return answer

    with serving(lossy) as url, pytest.raises(SourceError, match="the server counts 7 rows but sent 6") as failed:
        pulled(_spec(url))
    assert failed.value.is_retryable


def test_fields_that_a_page_leaves_out_become_null(pulled: Pull) -> None:
    records: list[dict[str, Any]] = [*_records(3), {"case_id": "9", "at": "2026-01-01T00:00:09", "extra": {"a": 1}}]
    with serving(Socrata(records)) as url:
        table = pulled(_spec(url, size=10))
    assert table["grid"].to_pylist() == ["YL", "YL", "YL", None]
    assert table["extra"].to_pylist()[3] == '{"a": 1}'
