"""Every DAG file loads, wires and no more, and every task is bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schemas.contract_loader import load_contracts
from schemas.settings import Settings

from .conftest import DAGS

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag


def test_no_file_has_import_errors(dag_bag: DagBag) -> None:
    assert dag_bag.import_errors == {}


def test_every_active_contract_has_a_dag(dag_bag: DagBag) -> None:
    active = {f"feed_{c.id}" for c in load_contracts(Settings()).values() if c.status == "active"}
    assert active
    assert set(dag_bag.dags) == active | {"brain", "guard"}


def test_every_task_retries_and_is_bounded_in_time(dag_bag: DagBag) -> None:
    for dag in dag_bag.dags.values():
        for task in dag.tasks:
            assert task.retries >= 1, (dag.dag_id, task.task_id)
            assert task.execution_timeout is not None, (dag.dag_id, task.task_id)


def test_feeds_share_a_pool_and_update_their_asset(dag_bag: DagBag) -> None:
    for dag_id, dag in dag_bag.dags.items():
        if dag_id.startswith("feed_"):
            load = dag.get_task("load")
            assert load.pool == "department_pull"
            assert [asset.name for asset in load.outlets] == [f"silver/{dag_id.removeprefix('feed_')}"]


def test_no_run_overlaps_another_of_its_dag(dag_bag: DagBag) -> None:
    assert {dag.max_active_runs for dag in dag_bag.dags.values()} == {1}


def test_history_is_not_caught_up_run_by_run(dag_bag: DagBag) -> None:
    assert not any(dag.catchup for dag in dag_bag.dags.values())


def test_the_brain_waits_for_every_live_feed(dag_bag: DagBag) -> None:
    contracts = load_contracts(Settings()).values()
    live = {f"silver/{c.id}" for c in contracts if c.city == Settings().city and c.status == "active"}
    condition = dag_bag.dags["brain"].timetable.asset_condition
    assert {asset.name for asset in condition.objects} == live


def test_brain_steps_run_in_order(dag_bag: DagBag) -> None:
    brain = dag_bag.dags["brain"]
    downstream = {task.task_id: task.downstream_task_ids for task in brain.tasks}
    assert downstream["marts"] == {"forecast", "detect"}
    assert downstream["forecast"] == downstream["detect"] == {"warn"}
    assert downstream["warn"] == {"match"}
    assert downstream["match"] == {"serve"}


@pytest.mark.parametrize("path", sorted(DAGS.glob("*.py")), ids=lambda path: path.name)
def test_files_wire_and_do_not_compute(path) -> None:
    lines = path.read_text().splitlines()
    assert len(lines) <= 60
    assert not any(word in line for line in lines for word in ("password", "secret", "token", "http://", "https://"))
