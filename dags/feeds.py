"""One DAG for each active contract: pull what is pending, window by window, and publish it.

Adding a contract file adds a DAG; nothing here knows any feed, and a wrong file stops no other. History
loads in few large windows and later days one by one, all in one task: starting a task costs seconds.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Asset, CronTriggerTimetable, task

from schemas.city_model import load_cities
from schemas.contract import FeedContract
from schemas.contract_loader import read_contracts
from schemas.schedule import cron_of
from schemas.settings import get_settings

NOT_AT_ONCE = timedelta(seconds=1)
RETRIES = {"retries": 3, "retry_delay": timedelta(seconds=20), "retry_exponential_backoff": True}
CITIES = load_cities(get_settings())


def feed_dag(contract: FeedContract) -> DAG:
    """The DAG of one feed; archives run only when asked."""
    daily = CronTriggerTimetable(cron_of(contract), timezone=contract.timezone, run_immediately=NOT_AT_ONCE)
    with DAG(
        dag_id=f"feed_{contract.id}",
        description=contract.title.en,
        doc_md=f"{contract.title.zh}: {contract.description.zh}\n\n{contract.description.en}",
        schedule=daily if CITIES[contract.city].clock == "wall" else None,
        catchup=False,
        max_active_runs=1,
        tags=["feed", contract.city, contract.department],
        default_args=RETRIES,
    ) as dag:

        @task(
            pool="department_pull",
            execution_timeout=timedelta(hours=2),
            outlets=[Asset(name=f"silver/{contract.id}", uri=f"superbrain://silver/{contract.id}")],
        )
        def load(feed_id: str) -> dict[str, int]:
            """Load every pending window; the counts go to XCom, never a value."""
            from warehouse.run import run_pending

            return run_pending(feed_id, get_settings())

        load(contract.id)
    return dag


for _contract in read_contracts(get_settings())[0].values():
    if _contract.status == "active":
        globals()[f"feed_{_contract.id}"] = feed_dag(_contract)
