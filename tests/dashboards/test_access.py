"""What each role may and may not reach, asked of the real server."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from dashboards.service import provision_command, superset_environment
from dashboards.sources import Sources
from schemas.settings import REPO, Settings
from tests.dashboards.browser_checks import Stack

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
SLUGS = {
    "decision_maker": {"city-today", "early-warning", "forecast"},
    "district_decision_maker": {"city-today", "early-warning", "forecast"},
    "auditor": {"city-today", "privacy-audit"},
    "data_engineer": {"city-today", "early-warning", "forecast", "privacy-audit"},
    "admin": {"city-today", "early-warning", "forecast", "privacy-audit"},
}


@pytest.fixture(scope="module")
def signed_in(sample_stack: Stack) -> Iterator[dict[str, httpx.Client]]:
    clients = {user: _sign_in(sample_stack, user) for user in SLUGS}
    yield clients
    for client in clients.values():
        client.close()


@pytest.mark.parametrize("role", SLUGS)
def test_role_lists_its_dashboards_only(signed_in: dict[str, httpx.Client], role: str) -> None:
    listed = signed_in[role].get("/api/v1/dashboard/", params={"q": "(page_size:100)"}).json()["result"]
    assert {board["slug"] for board in listed} == SLUGS[role] | {f"{slug}-zh" for slug in SLUGS[role]}


@pytest.mark.parametrize(("role", "slug"), [("decision_maker", "privacy-audit"), ("auditor", "forecast-zh")])
def test_role_is_refused_another_roles_dashboard(signed_in: dict[str, httpx.Client], role: str, slug: str) -> None:
    assert signed_in[role].get(f"/api/v1/dashboard/{slug}").status_code in (403, 404)


@pytest.mark.parametrize("role", ["decision_maker", "district_decision_maker", "auditor"])
def test_reader_has_no_sql_lab_and_no_data_beside_dashboards(signed_in: dict[str, httpx.Client], role: str) -> None:
    assert _execute(signed_in[role], "select 1").status_code == 403
    assert signed_in[role].get("/api/v1/database/").status_code == 403
    query = {"datasource": {"id": 1, "type": "table"}, "queries": [{"columns": [], "metrics": ["count"]}]}
    assert _post(signed_in[role], "/api/v1/chart/data", query).status_code == 403


def test_district_sees_its_own_rows_alone(signed_in: dict[str, httpx.Client], sources: Sources) -> None:
    whole = {slug: _areas(signed_in["decision_maker"], slug) for slug in SLUGS["district_decision_maker"]}
    own = {slug: _areas(signed_in["district_decision_maker"], slug) for slug in SLUGS["district_decision_maker"]}
    district = sources.roles["district_decision_maker"]["rows"]["value"]
    for slug, seen in own.items():
        assert len(seen) > 2, f"{slug} shows several datasets by area"
        assert {name: {district} for name in seen} == seen
        assert all(len(areas) > 1 for areas in whole[slug].values())


def test_stranger_gets_nothing(sample_stack: Stack) -> None:
    with httpx.Client(base_url=sample_stack.url) as stranger:
        assert stranger.get("/api/v1/dashboard/city-today").status_code in (401, 403, 404)
        assert stranger.get("/").headers["location"].endswith("/login/")
        assert stranger.get("/city/en/city-today/").headers["location"].endswith("/superset/dashboard/city-today/")
        assert stranger.get("/city/fr/city-today/").status_code == 404


@pytest.mark.parametrize(
    "sql",
    [
        "create table gold.mine as select 1",
        "select * from read_csv('/etc/passwd')",
        "set enable_external_access = true",
    ],
)
def test_engineer_cannot_write_nor_leave_the_serving_file(signed_in: dict[str, httpx.Client], sql: str) -> None:
    assert _execute(signed_in["data_engineer"], sql).status_code >= 400


def test_swapped_serving_file_is_read_at_once(signed_in: dict[str, httpx.Client], sample_settings: Settings) -> None:
    engineer, count = signed_in["data_engineer"], "select count(*) as n from brain.cluster"
    published = sample_settings.serving_path.read_bytes()
    before = _execute(engineer, count).json()["data"][0]["n"]
    with duckdb.connect(str(_beside(sample_settings, published))) as conn:
        conn.execute("delete from brain.cluster")
    _beside(sample_settings).replace(sample_settings.serving_path)
    emptied = _execute(engineer, count).json()["data"][0]["n"]
    _beside(sample_settings, published).replace(sample_settings.serving_path)
    assert (before, emptied) == (9, 0)
    assert _execute(engineer, count).json()["data"][0]["n"] == before


def test_policy_allows_this_server_alone(sample_stack: Stack) -> None:
    policy = httpx.get(f"{sample_stack.url}/login/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_provisioning_again_keeps_everything(sample_stack: Stack, sample_settings: Settings, sources: Sources) -> None:
    again = subprocess.run(
        provision_command(sample_settings),
        cwd=REPO,
        env=superset_environment(sample_settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stderr[-2000:]
    n_datasets, n_charts = 2 * len(sources.datasets), 2 * len(sources.charts)
    assert f"{n_datasets} datasets, {n_charts} charts, 8 dashboards, 1 rules on rows" in again.stderr
    assert _sign_in(sample_stack, "auditor").get("/api/v1/me/").status_code == 200


def _areas(client: httpx.Client, slug: str) -> dict[str, set[str]]:
    """The areas that the user gets from each chart of a dashboard whose dataset knows areas."""
    board = client.get(f"/api/v1/dashboard/{slug}").json()["result"]["id"]
    areas = {}
    for chart in client.get(f"/api/v1/dashboard/{slug}/charts").json()["result"]:
        dataset = int(chart["form_data"]["datasource"].partition("__")[0])
        query = {
            "datasource": {"id": dataset, "type": "table"},
            "queries": [{"columns": ["scope_id"], "metrics": [], "row_limit": 1000}],
            "form_data": {"dashboardId": board, "slice_id": chart["id"]},
        }
        answer = _post(client, "/api/v1/chart/data", query)
        if answer.status_code == 200:
            areas[chart["slice_name"]] = {row["scope_id"] for row in answer.json()["result"][0]["data"]}
    return areas


def _beside(settings: Settings, content: bytes | None = None) -> Path:
    path = settings.serving_path.with_suffix(".new")
    if content is not None:
        path.write_bytes(content)
    return path


def _sign_in(stack: Stack, user: str) -> httpx.Client:
    client = httpx.Client(base_url=stack.url, timeout=60)
    token = _token(client.get("/login/").text)
    form = {"username": user, "password": stack.passwords[user], "csrf_token": token}
    answer = client.post("/login/", data=form)
    assert answer.status_code == 302, answer.text[:300]
    return client


def _token(page: str) -> str:
    found = re.search(r'csrf_token&#34;: &#34;([^&]+)|(?:name|id)="csrf_token"[^>]*value="([^"]+)', page)
    return next((group for group in found.groups() if group), "") if found else ""


def _post(client: httpx.Client, path: str, body: dict[str, Any]) -> httpx.Response:
    token = client.get("/api/v1/security/csrf_token/").json()["result"]
    return client.post(path, json=body, headers={"X-CSRFToken": token, "Referer": str(client.base_url)})


def _execute(client: httpx.Client, sql: str) -> httpx.Response:
    return _post(client, "/api/v1/sqllab/execute/", {"database_id": 1, "sql": sql, "runAsync": False})
