"""``superbrain query``: read-only SQL over the lake."""

from __future__ import annotations

from typing import Annotated

import typer

from schemas.settings import get_settings
from superbrain.commands.options import AsJson
from superbrain.console import print_json, print_table


def query(
    sql: Annotated[str, typer.Argument(help="One select over silver., gold., brain., ops., audit., ref.")],
    as_json: AsJson = False,
) -> None:
    """Answer a question in SQL. Every query is written to audit.access_log."""
    from warehouse.query import run_query

    result = run_query(sql, get_settings())
    if as_json:
        print_json(result.to_pylist())
    else:
        rows = [[row[name] for name in result.column_names] for row in result.slice(0, 1000).to_pylist()]
        print_table(f"{result.num_rows:,} rows", result.column_names, rows)
