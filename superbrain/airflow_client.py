"""Airflow's REST API (v2), as far as the hub drives it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx

from schemas.settings import Settings
from superbrain.services.airflow import POOL, POOL_SLOTS, passwords
from superbrain.services.daemon import HOST, ServiceError

ENDED = ("success", "failed")


class AirflowClient:
    """A logged-in client. Use as a context manager."""

    def __init__(self, settings: Settings) -> None:
        self._base = f"http://{HOST}:{settings.airflow_port}"
        self._http = httpx.Client(base_url=f"{self._base}/api/v2", timeout=30)
        self._password = passwords(settings)["admin"]

    def __enter__(self) -> AirflowClient:
        answer = httpx.post(
            f"{self._base}/auth/token", json={"username": "admin", "password": self._password}, timeout=30
        )
        if answer.status_code >= 400:
            raise ServiceError(f"Airflow refused the login of admin (HTTP {answer.status_code})")
        self._http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        answer = self._http.request(method, path, **arguments)
        if answer.status_code >= 400:
            raise ServiceError(f"Airflow answered HTTP {answer.status_code} to {method} {path}")
        body: dict[str, Any] = answer.json() if answer.content else {}
        return body

    def ensure_pool(self) -> None:
        """Create the pool that bounds how many departments are asked at once."""
        if self._http.get(f"/pools/{POOL}").status_code == 404:
            body = {"name": POOL, "slots": POOL_SLOTS, "description": "Departments pulled at once"}
            self._ask("POST", "/pools", json=body)

    def dag_ids(self) -> set[str]:
        """Every DAG that the DAG processor has stored."""
        return {dag["dag_id"] for dag in self._ask("GET", "/dags", params={"limit": 200})["dags"]}

    def import_errors(self) -> list[str]:
        """One line for each DAG file that could not be read."""
        found = self._ask("GET", "/importErrors")["import_errors"]
        return [f"{one['filename']}: {one['stack_trace'].strip().splitlines()[-1]}" for one in found]

    def wait_for_dags(self, wanted: set[str], seconds: float = 120) -> None:
        """Block until the DAG processor has stored all the DAGs.

        :raises ServiceError: it did not in time, or a DAG file has errors.
        """
        deadline = time.monotonic() + seconds
        while missing := wanted - self.dag_ids():
            if errors := self.import_errors():
                raise ServiceError(f"Airflow cannot read a DAG: {errors[0]}")
            if time.monotonic() > deadline:
                raise ServiceError(f"Airflow has not stored the DAGs {', '.join(sorted(missing))} in {seconds:.0f} s")
            time.sleep(1)

    def unpause(self, dag_id: str) -> None:
        """Let the DAG run by its schedule."""
        self._ask("PATCH", f"/dags/{dag_id}", json={"is_paused": False})

    def trigger(self, dag_id: str, reason: str) -> str:
        """Start a run now; its run id."""
        run_id = f"{reason}__{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        body = {"dag_run_id": run_id, "logical_date": None}
        return str(self._ask("POST", f"/dags/{dag_id}/dagRuns", json=body)["dag_run_id"])

    def state(self, dag_id: str, run_id: str) -> str:
        """``queued``, ``running``, ``success`` or ``failed``."""
        return str(self._ask("GET", f"/dags/{dag_id}/dagRuns/{run_id}")["state"])

    def runs_since(self, dag_id: str, since: datetime) -> dict[str, str]:
        """Runs of a DAG queued at ``since`` or later, with their state."""
        params = {"run_after_gte": since.isoformat(), "limit": 100}
        found = self._ask("GET", f"/dags/{dag_id}/dagRuns", params=params)["dag_runs"]
        return {run["dag_run_id"]: run["state"] for run in found}

    def tasks(self, dag_id: str, run_id: str) -> dict[str, str | None]:
        """State of each task of a run."""
        found = self._ask("GET", f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances")["task_instances"]
        return {task["task_id"]: task["state"] for task in found}

    @staticmethod
    def pause_briefly() -> None:
        """Leave Airflow a second."""
        time.sleep(1)

    def watch(self, runs: dict[str, str], seconds: float, every: float = 1.0) -> Iterator[dict[str, str]]:
        """Yield the states of ``{dag_id: run_id}`` until all have ended.

        :raises ServiceError: some had not ended in time.
        """
        deadline = time.monotonic() + seconds
        while True:
            states = {dag_id: self.state(dag_id, run_id) for dag_id, run_id in runs.items()}
            yield states
            if all(state in ENDED for state in states.values()):
                return
            if time.monotonic() > deadline:
                late = ", ".join(sorted(dag for dag, state in states.items() if state not in ENDED))
                raise ServiceError(f"these DAG runs have not ended within {seconds:.0f} s: {late}")
            time.sleep(every)
