"""Runs the SQL files beside the modules: jinja for names, DuckDB variables for values."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_HERE = Path(__file__).parent


def render(file: str, **names: object) -> str:
    """The SQL of ``warehouse/<file>`` with its jinja names filled in."""
    return _environment().get_template(file).render(**names)


def run_script(conn: duckdb.DuckDBPyConnection, file: str, **names: object) -> None:
    """Run every statement of ``warehouse/<file>`` in order."""
    conn.execute(render(file, **names))


def set_variables(conn: duckdb.DuckDBPyConnection, **values: Any) -> None:
    """Set what the scripts read with ``getvariable('name')``."""
    for name, value in values.items():
        conn.execute(f"set variable {name} = ?", [value])


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(_HERE), undefined=StrictUndefined, autoescape=False)  # noqa: S701 SQL
