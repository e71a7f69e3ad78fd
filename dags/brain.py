"""The brain: marts → forecast and detect → warn → match → serve.

Runs when every live feed has new rows, and each morning in any case, so that a feed that failed
shows as grey instead of holding the whole city's warnings back.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Asset, AssetOrTimeSchedule, CronTriggerTimetable, task

from schemas.city_model import load_cities
from schemas.contract_loader import read_contracts
from schemas.settings import get_settings

NOT_AT_ONCE = timedelta(seconds=1)
SETTINGS = get_settings()
CITY = load_cities(SETTINGS)[SETTINGS.city]
FEEDS = sorted(c.id for c in read_contracts(SETTINGS)[0].values() if c.city == SETTINGS.city and c.status == "active")

with DAG(
    dag_id="brain",
    description="Marts, forecasts, detection, warnings, matching, serving",
    schedule=AssetOrTimeSchedule(
        timetable=CronTriggerTimetable("30 7 * * *", timezone=CITY.profile.city.timezone, run_immediately=NOT_AT_ONCE),
        assets=[Asset(name=f"silver/{feed}", uri=f"superbrain://silver/{feed}") for feed in FEEDS],
    ),
    catchup=False,
    max_active_runs=1,
    tags=["brain"],
    default_args={"retries": 1, "retry_delay": timedelta(seconds=20), "execution_timeout": timedelta(hours=1)},
):

    @task
    def marts() -> None:
        """Refresh feed health and the gold tables."""
        from warehouse.health import refresh_feed_health
        from warehouse.marts import build_marts

        refresh_feed_health(SETTINGS)
        build_marts(SETTINGS)

    def step(name: str) -> None:
        """Run one step of the brain by its name."""
        from brain import pipeline

        getattr(pipeline, f"{name}_step")(SETTINGS)

    steps = {name: task(task_id=name)(step)(name) for name in ("forecast", "detect", "warn", "match")}

    @task(outlets=[Asset(name="serving", uri="superbrain://serving")])
    def serve() -> None:
        """Swap in the new serving database."""
        from warehouse.serving import publish_serving

        publish_serving(SETTINGS)

    marts() >> [steps["forecast"], steps["detect"]] >> steps["warn"] >> steps["match"] >> serve()
