"""The demo's main job: departments → Airflow → warehouse → brain → dashboards."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from schemas.clock import today
from schemas.contract_loader import load_contracts
from schemas.settings import Settings
from superbrain.airflow_client import ENDED, AirflowClient
from superbrain.console import err
from superbrain.demo_progress import Stages, Tick
from superbrain.services import airflow, superset
from superbrain.services.command import run_to_end
from superbrain.services.daemon import Service, ServiceError, start, wait_until_healthy
from superbrain.services.registry import demo_city, reading_services
from warehouse.initialise import initialise_lake
from warehouse.serving import publish_serving

RUN_SECONDS = 1800.0
ARCHIVES = {"chicago311": "chicago311_sanitation.csv.gz"}


def run_demo(settings: Settings, days: int, seed: int) -> str | None:
    """Run the demo city to the end and leave every service running; what the guard found amiss, if anything.

    :raises ServiceError: a service did not start, or a DAG run failed.
    """
    with Stages() as stages:
        with stages.stage("Departments and Airflow"), ThreadPoolExecutor(1) as together:
            city = together.submit(_start_city, settings, days, seed)
            _start_airflow(settings)
            city.result()
        with AirflowClient(settings) as client, ThreadPoolExecutor(1) as beside:
            feeds = [*archive_feeds(settings), *live_feeds(settings)]
            client.ensure_pool()
            with stages.stage("Airflow reads the contracts"):
                client.wait_for_dags({*feeds, "brain", "guard"})
            since = datetime.now(UTC)
            with stages.stage("Pull, mask, check, publish") as tick:
                _run_feeds(client, feeds, tick)
            # Detection leaves a core free, which provisioning needs.
            dashboards = beside.submit(_start_dashboards, settings)
            with stages.stage("Marts, forecasts, warnings") as tick:
                _follow_brain(client, since, tick)
            with stages.stage("The duty desk acts"):
                _let_desk_act(settings)
            with stages.stage("Seal the ledger, search for leaks") as tick:
                finding = _guard(client, tick)
            with stages.stage("Dashboards"):
                dashboards.result()
    return finding


def run_demo_city(settings: Settings, *arguments: str) -> str:
    """Run one command of the demo city to its end; its standard output.

    :raises ServiceError: it failed; the message carries its last line.
    """
    command = [sys.executable, "-m", "demo", *arguments]
    return run_to_end(command, settings.as_environment(), f"the demo city's command {arguments[0]} failed")


def live_feeds(settings: Settings) -> list[str]:
    """DAG ids of the demo city's active feeds."""
    contracts = load_contracts(settings).values()
    return sorted(f"feed_{c.id}" for c in contracts if c.city == settings.city and c.status == "active")


def archive_feeds(settings: Settings) -> list[str]:
    """DAG ids of the real archives that are shown beside the demo city, where their files are at hand."""
    return [f"feed_{feed}" for feed, file in ARCHIVES.items() if (settings.shared_feeds_dir / file).is_file()]


def _start_city(settings: Settings, days: int, seed: int) -> None:
    yesterday = (today(settings.city, settings) - timedelta(days=1)).isoformat()
    run_demo_city(settings, "generate", "--days", str(days), "--seed", str(seed), "--end", yesterday)
    _start_and_wait(demo_city(settings), settings)


def _start_airflow(settings: Settings) -> None:
    initialise_lake(settings)
    airflow.prepare(settings)
    services = airflow.services(settings)
    for service in services:
        start(service, settings)
    for service in services:
        wait_until_healthy(service, settings)


def _start_and_wait(service: Service, settings: Settings) -> None:
    start(service, settings)
    wait_until_healthy(service, settings)


def _run_feeds(client: AirflowClient, feeds: list[str], tick: Tick) -> None:
    runs = {}
    for dag_id in feeds:
        client.unpause(dag_id)
    client.unpause("brain")
    for dag_id in feeds:
        runs[dag_id] = client.trigger(dag_id, "demo")
    _await(client, runs, tick)


def _await(client: AirflowClient, runs: dict[str, str], tick: Tick) -> None:
    states: dict[str, str] = {}
    for states in client.watch(runs, RUN_SECONDS):
        tick(sum(state in ENDED for state in states.values()), len(runs))
    failed = sorted(dag_id for dag_id, state in states.items() if state == "failed")
    if failed:
        raise ServiceError(f"these DAG runs failed: {', '.join(failed)}: see their log in Airflow")


def _follow_brain(client: AirflowClient, since: datetime, tick: Tick) -> None:
    """Follow the run that the feeds' assets triggered; start one if, unusually, they have not."""
    for _ in range(30):
        if runs := client.runs_since("brain", since):
            _follow_tasks(client, "brain", max(runs), tick)
            return
        client.pause_briefly()
    err.print("The feeds' assets have not triggered the brain within 30 s: starting it.")
    _run_one(client, "brain", tick)


def _let_desk_act(settings: Settings) -> None:
    run_demo_city(settings, "desk")
    publish_serving(settings)


def _run_one(client: AirflowClient, dag_id: str, tick: Tick) -> None:
    client.unpause(dag_id)
    _follow_tasks(client, dag_id, client.trigger(dag_id, "demo"), tick)


def _guard(client: AirflowClient, tick: Tick) -> str | None:
    """Run the guard. What it finds does not keep the dashboards down: people must see it."""
    try:
        _run_one(client, "guard", tick)
    except ServiceError as error:
        return str(error)
    return None


def _follow_tasks(client: AirflowClient, dag_id: str, run_id: str, tick: Tick) -> None:
    tasks: dict[str, str | None] = {}
    for _ in client.watch({dag_id: run_id}, RUN_SECONDS):
        tasks = client.tasks(dag_id, run_id)
        tick(sum(state == "success" for state in tasks.values()), len(tasks))
    if failed := [task for task, state in tasks.items() if state == "failed"]:
        raise ServiceError(f"the DAG {dag_id} failed in {', '.join(failed)}: see its log in Airflow")


def _start_dashboards(settings: Settings) -> None:
    if not settings.serving_path.exists():
        publish_serving(settings)
    superset.provision(settings)
    services = reading_services(settings)
    for service in services:
        start(service, settings)
    for service in services:
        wait_until_healthy(service, settings)
