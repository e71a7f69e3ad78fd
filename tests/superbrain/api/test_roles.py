"""A role reads the layers and rows that the dashboards give it, by every way in, and nothing else."""

from __future__ import annotations

import re

import pytest

from dashboards.sources import read_sources
from superbrain.api.roles import api_roles
from tests.superbrain.api.hub import FAR, FEED, NEAR, Asker
from warehouse.serving import SERVED_SCHEMAS

MAY = {
    "decision_maker": {"gold", "brain", "ref"},
    "district_decision_maker": {"gold", "brain", "ref"},
    "auditor": {"audit", "ops", "ref"},
    "data_engineer": {"gold", "brain", "ref", "ops", "audit"},
}
ONE_OF = {
    "gold": "event_daily", "brain": "warning", "ref": "area", "ops": "run", "audit": "access_log", "silver": FEED,
}  # fmt: skip


@pytest.mark.parametrize("role", MAY)
def test_a_role_reads_its_layers_by_every_way_in(api: Asker, role: str) -> None:
    listed = api.get("/tables", role).json()["tables"]
    assert {table["layer"] for table in listed} == MAY[role]
    for layer, name in ONE_OF.items():
        wanted = 200 if layer in MAY[role] else 403
        assert api.get(f"/tables/{layer}/{name}?limit=1", role).status_code == wanted, layer
        sql = f"select count(*) from ref.city where exists (select 1 from {layer}.{name})"
        assert api.query(sql, role).status_code == wanted, layer
    assert api.get("/warnings", role).status_code == (200 if "brain" in MAY[role] else 403)
    assert api.get(f"/warnings/{NEAR}", role).status_code == (200 if "brain" in MAY[role] else 403)


def test_no_role_reads_a_layer_that_superset_does_not_show_it() -> None:
    sources = read_sources()
    for name, role in api_roles().items():
        shown = set(SERVED_SCHEMAS)
        if not sources.roles[name]["like"]:  # no SQL Lab: what its dashboards show
            boards = [board for board in sources.dashboards.values() if name in board["roles"]]
            charts = {
                item["chart"] for board in boards for row in board["rows"] for item in row["items"] if "chart" in item
            }
            datasets = {sources.charts[chart]["dataset"] for chart in charts}
            texts = [sources.sql[name] for name in datasets]
            texts += [sources.parts[part] for name in datasets for part in sources.datasets[name]["uses"]]
            shown = {layer for text in texts for layer in re.findall(r"\b([a-z]+)\.[a-z_]+", text)} & shown
        assert set(role.layers) <= shown, name


def test_a_district_reads_its_own_rows_alone(api: Asker) -> None:
    role = "district_decision_maker"
    rows = api.get("/tables/gold/event_daily?limit=700", role).json()["rows"]
    assert rows
    assert {row["area_id"][:5] for row in rows} == {"YL-01"}
    counted = api.query("select distinct area_id[:5] as district from gold.event_daily", role)
    assert counted.status_code == 200, counted.text
    assert counted.json()["rows"] == [{"district": "YL-01"}]
    assert [row["warning_id"] for row in api.get("/warnings", role).json()["rows"]] == [NEAR]
    assert api.get(f"/warnings/{FAR}", role).status_code == 404
    events = api.query("select warning_id from brain.warning_event", role).json()["rows"]
    assert events == [{"warning_id": NEAR}]


def test_a_table_whose_rows_have_no_area_is_not_a_districts(api: Asker) -> None:
    role = "district_decision_maker"
    listed = {(table["layer"], table["name"]) for table in api.get("/tables", role).json()["tables"]}
    assert ("brain", "mode") not in listed
    for name in ("mode", "cluster", "rule_performance"):
        assert api.get(f"/tables/brain/{name}", role).status_code == 403
        assert api.query(f"select * from brain.{name}", role).status_code == 403


def test_the_rows_behind_quarantine_stay_inside(api: Asker) -> None:
    answer = api.get("/tables/ops/quarantine?limit=1").json()
    assert answer["rows"]
    assert "row_json" not in [column["name"] for column in answer["columns"]]
    assert "row_json" not in api.query("select * from ops.quarantine").text
    assert api.query("select row_json from ops.quarantine").status_code == 400
    assert api.get("/tables/ops/quarantine?columns=row_json").status_code == 400
