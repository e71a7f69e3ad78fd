"""Commands of the demo city."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import typer

from demo.generate import DEFAULT_DAYS, DEFAULT_SEED, generate
from schemas.errors import HubError
from schemas.settings import get_settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def demo() -> None:
    """The demo city's simulated departmental systems."""


@app.command("generate")
def generate_command(
    days: Annotated[int, typer.Option(min=1, help="Days of history at least.")] = DEFAULT_DAYS,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = DEFAULT_SEED,
    end: Annotated[str | None, typer.Option(help="Last day (ISO); default yesterday.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows by feed as JSON.")] = False,
) -> None:
    """Make the city, or extend it to a later day."""
    rows: dict[str, int] = {}

    def note(feed: str, count: int) -> None:
        rows[feed] = count
        if not as_json:
            typer.echo(f"{feed:20} {count:>10,} rows", err=True)

    last = date.fromisoformat(end) if end else None
    state = generate(get_settings(), days, seed, last, note)
    if as_json:
        typer.echo(json.dumps({"first": str(state.first), "last": str(state.last), "rows": rows}))
    else:
        typer.echo(f"demo city of seed {state.seed}: {state.first} to {state.last}, {sum(rows.values()):,} rows written")


def main() -> None:
    """Run the command line; a hub error is one sentence and exit code 1."""
    try:
        app()
    except HubError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from None
