"""``superbrain up | down | status``."""

from __future__ import annotations

from schemas.settings import Settings, get_settings
from superbrain.airflow_client import AirflowClient
from superbrain.commands.options import AsJson
from superbrain.console import err, print_json, print_table, progress_bar
from superbrain.services import airflow, superset
from superbrain.services.daemon import find_process, is_healthy, start, stop, wait_until_healthy
from superbrain.services.registry import all_services, hub_services
from warehouse.initialise import initialise_lake


def bring_up(settings: Settings) -> None:
    """Prepare what is missing, start every service, and wait until each answers."""
    from warehouse.serving import publish_serving

    wanted = hub_services(settings)
    with progress_bar("Preparing the lake", total=4 + len(wanted)) as (bar, task):
        initialise_lake(settings)
        if not settings.serving_path.exists():
            publish_serving(settings)
        bar.update(task, advance=1, description="Preparing Airflow")
        airflow.prepare(settings)
        for service in airflow.services(settings):
            start(service, settings)
        bar.update(task, advance=1, description="Provisioning the dashboards")
        superset.provision(settings)
        for service in wanted:
            start(service, settings)
        for service in wanted:
            bar.update(task, advance=1, description=f"Waiting for {service.name}")
            wait_until_healthy(service, settings)
    with AirflowClient(settings) as client:
        client.ensure_pool()


def up() -> None:
    """Start Airflow, Superset and the read API, bound to 127.0.0.1."""
    settings = get_settings()
    bring_up(settings)
    print_addresses(settings)


def down() -> None:
    """Stop every service that was started here."""
    settings = get_settings()
    stopped = [service.name for service in reversed(all_services(settings)) if stop(service, settings)]
    err.print(f"Stopped: {', '.join(stopped)}." if stopped else "Nothing was running.")


def status(as_json: AsJson = False) -> None:
    """Show which services run."""
    settings = get_settings()
    rows = [
        {
            "service": service.name,
            "is_running": find_process(service, settings) is not None,
            "is_healthy": is_healthy(service, settings),
            "url": service.url,
        }
        for service in all_services(settings)
    ]
    if as_json:
        print_json(rows)
    else:
        print_table("Services", ["service", "running", "healthy", "address"], [list(row.values()) for row in rows])


def print_addresses(settings: Settings) -> None:
    """Where to open what, and with which generated password."""
    rows = [
        ["Dashboards (Superset)", f"http://127.0.0.1:{settings.superset_port}", user, password]
        for user, password in superset.passwords(settings).items()
    ]
    airflow_url = f"http://127.0.0.1:{settings.airflow_port}"
    rows += [["Pipelines (Airflow)", airflow_url, user, word] for user, word in airflow.passwords(settings).items()]
    rows.append(["Data quality pages", f"http://127.0.0.1:{settings.docs_port}", "", ""])
    rows.append(["Read API (superbrain api token)", f"http://127.0.0.1:{settings.api_port}/v1/openapi.json", "", ""])
    print_table("Open in a browser", ["what", "address", "user", "password"], rows)
