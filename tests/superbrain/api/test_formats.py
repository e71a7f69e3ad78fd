"""One table as JSON, CSV and Arrow: the same rows, page by page, filtered and ordered."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pyarrow as pa

from tests.superbrain.api.hub import NEAR, Asker
from warehouse.query import run_query

PATH = "/tables/gold/event_daily?columns=area_id,topic_id,day,n_events&order=-day,area_id&limit=20"
ARROW = "application/vnd.apache.arrow.stream"


def test_three_formats_hold_the_same_rows(api: Asker) -> None:
    plain = api.get(PATH)
    text = api.get(PATH, headers={"Accept": "text/csv"})
    arrow = api.get(PATH, headers={"Accept": f"text/html;q=0.1, {ARROW}"})
    rows = plain.json()["rows"]
    assert [kind.headers["Content-Type"] for kind in (plain, text, arrow)] == [
        "application/json", "text/csv; charset=utf-8", ARROW,
    ]  # fmt: skip
    assert len(rows) == 20
    table = pa.ipc.open_stream(arrow.content).read_all()
    assert [{**row, "day": row["day"].isoformat()} for row in table.to_pylist()] == rows
    assert list(csv.DictReader(io.StringIO(text.text))) == [
        {name: str(value) for name, value in row.items()} for row in rows
    ]
    assert plain.json()["next_offset"] == 20
    assert text.headers["Next-Offset"] == arrow.headers["Next-Offset"] == "20"
    assert plain.json()["columns"][2] == {"name": "day", "type": "date32[day]"}


def test_another_format_is_refused(api: Asker) -> None:
    assert api.get(PATH, headers={"Accept": "text/html"}).status_code == 406


def test_pages_neither_overlap_nor_leave_out(api: Asker) -> None:
    seen, offset = [], 0
    while offset is not None:
        page = api.get(f"/tables/gold/event_daily?limit=40&offset={offset}").json()
        seen += [tuple(row.values()) for row in page["rows"]]
        offset = page["next_offset"]
    stored = run_query("select * from gold.event_daily", api.settings).to_pylist()
    assert len(seen) == len(set(seen)) == len(stored)
    ordered = [row["day"] for row in api.get(PATH).json()["rows"]]
    assert all(first >= second for first, second in pairwise(ordered))


def test_filters_are_equal_either_and_between(api: Asker) -> None:
    path = "/tables/gold/event_daily?area_id=YL-01&area_id=YL-01-01&day_from=2026-01-02&day_to=2026-01-02"
    rows = api.get(path).json()["rows"]
    assert {(row["area_id"], row["day"]) for row in rows} == {("YL-01", "2026-01-02"), ("YL-01-01", "2026-01-02")}
    assert api.get(f"{path}&n_events_from=100000").json()["rows"] == []


def test_nested_values_and_instants(api: Asker) -> None:
    sql = (
        "select [1, 2] as l, {'a': 'b'} as s, timestamptz '2026-01-01 00:00:00+00' as t, 'nan'::double as n, null as z"
    )
    assert api.query(sql).json()["rows"] == [
        {"l": [1, 2], "s": {"a": "b"}, "t": "2026-01-01T00:00:00+00:00", "n": None, "z": None}
    ]
    text = api.query(sql, headers={"Accept": "text/csv"}).text
    assert next(csv.DictReader(io.StringIO(text)))["l"] == "[1, 2]"


def test_a_warning_comes_with_evidence_and_history(api: Asker) -> None:
    found = api.get(f"/warnings/{NEAR}").json()
    assert found["evidence"] == {"observed": 40}
    assert [(event["kind"], event["at"]) for event in found["events"]] == [("raised", "2026-01-03T00:00:00+00:00")]
    listed = api.get("/warnings?colour=red").json()["rows"]
    assert NEAR in [row["warning_id"] for row in listed]
    assert "evidence" not in listed[0]
    assert api.get("/warnings?state=closed").json()["rows"] == []
