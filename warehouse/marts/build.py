"""Builds the gold tables from the silver ones and the contracts' maps, whole, and swaps them in one transaction."""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas.city_tables import department_id
from schemas.contract import FeedContract, Grain
from schemas.contract_loader import read_contracts
from schemas.errors import HubError
from schemas.settings import Settings
from warehouse.connection import attach_lake, commit_lock, connect, transaction
from warehouse.initialise import initialise_lake
from warehouse.script import run_script
from warehouse.silver import present_columns

MARTS = ("event_daily", "series_span", "kpi_daily", "measure_daily", "capacity_daily")
CHECKS = Path(__file__).parent / "checks"
_CASE_COLUMNS = {
    "responded_at": "timestamptz",
    "closed_at": "timestamptz",
    "due_at": "timestamptz",
    "is_reopened": "boolean",
    "satisfaction": "double",
    "complainant": "varchar",
}


class MartError(HubError):
    """A mart that breaks one of its own checks; the old one stays."""


def build_marts(settings: Settings) -> dict[str, int]:
    """Rebuild every gold table; returns rows by table. Computed outside the commit lock, swapped in under it.

    Raises :class:`MartError`, and leaves the old tables, where a check in ``warehouse/marts/checks`` finds rows.
    """
    initialise_lake(settings)
    conn = connect(settings)
    try:
        attach_lake(conn, settings)
        compute_marts(conn, list(read_contracts(settings)[0].values()))
        check_marts(conn)
        with commit_lock(settings), transaction(conn, "build marts"):
            return {mart: _swap(conn, mart) for mart in MARTS}
    finally:
        conn.close()


def compute_marts(conn: duckdb.DuckDBPyConnection, contracts: list[FeedContract]) -> None:
    """Compute each mart as a temporary table of its name, from the feeds that have a silver table."""
    feeds = [(contract, present_columns(conn, contract.id)) for contract in contracts]
    feeds = [(contract, columns) for contract, columns in feeds if columns]
    events = [_event_feed(c, columns) for c, columns in feeds if c.grain in (Grain.EVENT, Grain.COUNT)]
    measures = [_feed(c) | {"unit": _unit(c)} for c, _ in feeds if c.grain == Grain.MEASURE]
    capacities = [_capacity_feed(c, columns) for c, columns in feeds if c.grain == Grain.CAPACITY]
    run_script(conn, "marts/event.sql", event_feeds=events)
    for mart in ("event_daily", "series_span", "kpi_daily"):
        run_script(conn, f"marts/{mart}.sql")
    run_script(conn, "marts/measure_daily.sql", measure_feeds=measures)
    run_script(conn, "marts/capacity_daily.sql", capacity_feeds=capacities)


def check_marts(conn: duckdb.DuckDBPyConnection) -> None:
    """Run every check; each is a select of the rows that must not be."""
    for path in sorted(CHECKS.glob("*.sql")):
        query = path.read_text().rstrip().rstrip(";")
        row = conn.execute(f"select count(*) from ({query})").fetchone()
        if row and row[0]:
            raise MartError(f"mart check {path.stem} found {row[0]} rows; the marts stay as they were")


def _swap(conn: duckdb.DuckDBPyConnection, mart: str) -> int:
    conn.execute(f"delete from gold.{mart}")
    row = conn.execute(f"insert into gold.{mart} by name select * from temp.main.{mart}").fetchone()
    return int(row[0]) if row else 0


def _feed(contract: FeedContract) -> dict[str, str]:
    return {
        "id": contract.id,
        "city": contract.city,
        "department_id": department_id(contract.city, contract.department),
        "timezone": contract.timezone,
    }


def _event_feed(contract: FeedContract, columns: dict[str, str]) -> dict[str, str]:
    """The feed's columns by meaning; a meaning that it lacks is null."""
    found = {name: _column(getattr(contract.maps, name), columns, kind) for name, kind in _CASE_COLUMNS.items()}
    is_case = contract.grain == Grain.EVENT and bool(contract.maps.responded_at or contract.maps.closed_at)
    is_survey = contract.maps.satisfaction in columns
    return {**_feed(contract), **found, "is_case": str(is_case).lower(), "is_survey": str(is_survey).lower()}


def _capacity_feed(contract: FeedContract, columns: dict[str, str]) -> dict[str, str]:
    return {
        **_feed(contract),
        "resource": _column(contract.maps.resource, columns, "varchar"),
        "capacity": _column(contract.maps.capacity, columns, "double"),
    }


def _column(name: str | None, columns: dict[str, str], kind: str) -> str:
    return f'silver."{name}"::{kind}' if name in columns else f"null::{kind}"


def _unit(contract: FeedContract) -> str:
    return next((column.unit or "" for column in contract.columns if column.name == contract.maps.value), "")
