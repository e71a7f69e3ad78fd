"""Every read is in ``audit.access_log`` before it is answered, and no value that was sent is stored anywhere."""

from __future__ import annotations

import pyarrow as pa

from privacy.leaks import scan_leaks
from privacy.leaks_needles import Needles
from superbrain.services import api as service
from superbrain.services.daemon import log_file
from tests.superbrain.api.hub import FEED, NEAR, Asker

PHONE, NAME = "13800001111", "欧阳明月"
"""Nobody's; sent as values and names in every place that a request has."""


def test_each_read_is_logged_with_user_and_object(api: Asker) -> None:
    _, token = api.token("decision_maker", "zheng")
    api.send("GET", "/tables", token)
    api.send("GET", "/tables/gold/event_daily?columns=day,n_events&area_id=YL-01&day_from=2026-01-02", token)
    api.send("POST", "/query", token, json={"sql": "select sum(n_events) from gold.event_daily where level = 'grid'"})
    api.send("GET", "/warnings", token)
    api.send("GET", f"/warnings/{NEAR}", token)
    assert api.logged("zheng") == [
        ("list", "tables"),
        ("read", "gold.event_daily: day, n_events; by area_id, day_from"),
        ("query", "select sum ( n_events ) from gold . event_daily where level = ?"),
        ("read", "brain.warning"),
        ("read", f"brain.warning, brain.warning_event: {NEAR}"),
    ]


def test_what_is_refused_is_logged_by_layer(api: Asker) -> None:
    _, token = api.token("decision_maker", "wang")
    api.send("GET", f"/tables/silver/{FEED}", token)
    api.send("POST", "/query", token, json={"sql": "select * from audit.ledger"})
    assert api.logged("wang") == [("refused", "silver"), ("refused", "audit")]


def test_health_and_the_description_are_no_reads(api: Asker) -> None:
    before = api.logged("wei")
    assert api.send("GET", "/health").json() == {"status": "ok"}
    assert api.send("GET", "/openapi.json").status_code == 200
    assert api.logged("wei") == before


def test_no_value_of_a_request_is_kept(api: Asker) -> None:
    _, token = api.token("data_engineer", "feng")
    for path in (
        f"/tables/ref/area?name_zh={NAME}&code={PHONE}",
        f"/tables/{PHONE}/{NAME}",
        f"/tables/ref/area?{PHONE}={NAME}",
        f"/tables/ref/area?columns={NAME}&order={PHONE}&limit={PHONE}x",
        f"/warnings?city_id={PHONE}&colour={NAME}",
        f"/warnings/{PHONE}",
        f"/{NAME}",
    ):
        api.send("GET", path, token)
    for sql in (
        f"select '{PHONE}' as \"{NAME}\", {PHONE} as x{PHONE} from ref.city -- {NAME}",
        f'with {NAME} as (select 1 as "{PHONE}") select * from {NAME}',
        f"select cast(name_zh as integer) from ref.area where name_zh = '{NAME}' or area_id > '{PHONE}'",
        f'select {NAME} from ref."{PHONE}"',
        f"nonsense {PHONE} {NAME}",
    ):
        api.send("POST", "/query", token, json={"sql": sql})
    needles = Needles.of_table(
        pa.table({"kind": ["phone", "name"], "value": [PHONE, NAME], "is_canary": [True, True]})
    )  # fmt: skip
    report = scan_leaks(api.settings, needles, n_sample=0)
    assert report.is_ok, (report.hits, report.unreadable)
    assert log_file(service.service(api.settings), api.settings).read_bytes() == b""
