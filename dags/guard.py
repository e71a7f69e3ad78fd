"""The guard: seal the ledger, search every stored byte for personal data, expire, compact."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, CronTriggerTimetable, chain, task

from schemas.city_model import load_cities
from schemas.settings import get_settings

NOT_AT_ONCE = timedelta(seconds=1)
SETTINGS = get_settings()
CITY = load_cities(SETTINGS)[SETTINGS.city]
DUTIES = (
    "apply_retention",
    "compact_lake",
    "collect_access_log",
    "seal_ledger",
    "prove_retention",
    "scan_for_leaks",
    "publish_serving",
)

with DAG(
    dag_id="guard",
    description="Seal the masking ledger, leak scan, retention, compaction",
    schedule=CronTriggerTimetable("30 2 * * *", timezone=CITY.profile.city.timezone, run_immediately=NOT_AT_ONCE),
    catchup=False,
    max_active_runs=1,
    tags=["guard"],
    default_args={"retries": 1, "retry_delay": timedelta(seconds=20), "execution_timeout": timedelta(hours=1)},
):

    def duty(name: str) -> None:
        """Run one duty of the guard by its name."""
        from warehouse import guard

        getattr(guard, name)(SETTINGS)

    chain(*(task(task_id=name)(duty)(name) for name in DUTIES))
