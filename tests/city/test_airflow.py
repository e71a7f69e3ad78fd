"""The real scheduler ran the DAGs, on loopback alone."""

from __future__ import annotations

import json
import sqlite3

import psutil

from .conftest import RunningCity


def _rows(city: RunningCity, sql: str) -> list[tuple[str, ...]]:
    with sqlite3.connect(f"file:{city.settings.home / 'airflow' / 'airflow.db'}?mode=ro", uri=True) as conn:
        return conn.execute(sql).fetchall()


def test_every_dag_run_succeeded(city: RunningCity) -> None:
    states = _rows(city, "select dag_id, state from dag_run")
    assert {dag for dag, _ in states} >= {"brain", "guard", "feed_hotline_12345"}
    assert {state for _, state in states} == {"success"}


def test_the_brain_was_triggered_by_assets(city: RunningCity) -> None:
    assert ("asset_triggered",) in _rows(city, "select run_type from dag_run where dag_id = 'brain'")


def test_xcom_holds_counts_only(city: RunningCity) -> None:
    for (value,) in _rows(city, "select cast(value as text) from xcom"):
        assert len(value) < 500
        assert not any("\u4e00" <= character <= "\u9fff" for character in value)


def test_every_port_is_bound_to_loopback(city: RunningCity) -> None:
    started = [json.loads(path.read_text())["pid"] for path in (city.settings.home / "run").glob("*.json")]
    parents = [psutil.Process(pid) for pid in started]
    family = [process for parent in parents for process in (parent, *parent.children(recursive=True))]
    listening = [c.laddr for p in family for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert {address.port for address in listening} >= {city.settings.airflow_port, city.settings.superset_port}
    assert {address.ip for address in listening} == {"127.0.0.1"}
