"""The service: light, private, started and watched with the others, and told of in one description."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from schemas.settings import REPO, Settings
from superbrain.api.health import Health
from superbrain.api.tokens import TokenStore
from superbrain.checkup import checkup
from superbrain.services import api as service
from superbrain.services.registry import all_services, hub_services
from tests.superbrain.api.hub import Asker, free_port, serving
from warehouse.lake import open_lake


def test_it_imports_neither_airflow_nor_the_engines() -> None:
    heavy = ("airflow", "great_expectations", "pandas", "numba", "presidio_analyzer", "hyperscan", "sqlalchemy")
    code = f"import superbrain.api.__main__, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_it_is_one_of_the_hubs_services_and_listens_on_loopback_alone(api: Asker) -> None:
    assert "api" in [found.name for found in hub_services(api.settings)]
    assert "api" in [found.name for found in all_services(api.settings)]
    addresses = {
        connection.laddr.ip
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == api.settings.api_port
    }
    assert addresses == {"127.0.0.1"}


def test_doctor_and_status_see_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var", api_port=free_port())
    command = [str(Path(sys.executable).parent / "superbrain"), "status", "--json"]
    environment = {**os.environ, **settings.as_environment()}
    with serving(settings):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        mine = next(row for row in json.loads(done.stdout) if row["service"] == "api")
        assert (mine["is_running"], mine["is_healthy"], mine["url"]) == (True, True, service.service(settings).url)
        assert ("api", "well") in [(found.subject, found.state) for found in checkup(settings)]
    assert ("api", "stopped") in [(found.subject, found.state) for found in checkup(settings)]


def test_health_is_degraded_without_a_log_and_with_open_tokens(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var")
    TokenStore(settings).make("wei", "auditor", datetime.now(UTC) + timedelta(days=1), "test")
    assert Health(settings).is_ok()
    (settings.api_dir / "tokens.json").chmod(0o640)
    assert not Health(settings).is_ok()
    (settings.api_dir / "tokens.json").chmod(0o600)
    with open_lake(settings, write=True) as conn:
        conn.execute("drop table audit.access_log")
    assert not Health(settings).is_ok()


def test_the_description_names_every_endpoint_and_loads_nothing(api: Asker) -> None:
    answer = api.send("GET", "/openapi.json")
    paths = answer.json()["paths"]
    names = ["tables", "tables/{layer}/{name}", "query", "warnings", "warnings/{warning_id}", "health"]
    assert list(paths) == [f"/v1/{name}" for name in names]
    assert paths["/v1/tables"]["get"]["security"] == [{"HTTPBearer": []}]
    assert "http" not in answer.text.replace("HTTPBearer", "").replace('"scheme":"bearer"', "").replace(
        '"type":"http"', ""
    )
    for path in ("/docs", "/redoc"):
        assert api.send("GET", f"/..{path}").status_code == 404


def test_no_answer_is_stored_on_the_way(api: Asker) -> None:
    for answer in (api.get("/tables"), api.get("/nothing"), api.send("GET", "/health"), api.query("nonsense")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "server" not in answer.headers
