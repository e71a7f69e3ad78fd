"""Commands of the demo city."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import typer
import uvicorn

from demo.compare import compare
from demo.desk_round import make_round
from demo.faults import KINDS, break_system, mend
from demo.generate import DEFAULT_DAYS, DEFAULT_SEED, generate
from demo.service import build_app
from schemas.errors import HubError
from schemas.settings import get_settings

app = typer.Typer(no_args_is_help=True, add_completion=False)


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
        typer.echo(
            f"demo city of seed {state.seed}: {state.first} to {state.last}, {sum(rows.values()):,} rows written"
        )


@app.command("serve")
def serve_command(
    port: Annotated[int | None, typer.Option(help="Port on 127.0.0.1; default from the settings.")] = None,
    token: Annotated[str | None, typer.Option(help="Bearer token that callers must show.")] = None,
) -> None:
    """Serve the REST systems (hotline, traffic) until stopped."""
    settings = get_settings()
    uvicorn.run(build_app(settings, token), host="127.0.0.1", port=port or settings.demo_port, log_level="warning")


@app.command("break")
def break_command(
    kind: Annotated[str, typer.Argument(help=f"One of: {', '.join(KINDS)}.")],
    feed: Annotated[str | None, typer.Option(help="Feed to break instead of the usual one.")] = None,
    times: Annotated[int, typer.Option(min=1, help="REST: how many requests go wrong.")] = 1_000_000,
) -> None:
    """Break a department's system as it breaks in life."""
    typer.echo(f"broken ({kind}): {break_system(get_settings(), kind, feed, times)}")


@app.command("mend")
def mend_command() -> None:
    """Mend everything that was broken."""
    mended = mend(get_settings())
    typer.echo(f"mended: {', '.join(mended) or 'nothing was broken'}")


@app.command("compare")
def compare_command(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Compare the hub's warnings with the planted incidents."""
    result = compare(get_settings())
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
        return
    for row in result["incidents"]:
        typer.echo(
            f"{row['incident']:20} {row['colour'] or 'missed':8} expected {row['expected_colour']:8}"
            f" visible {row['visible_from']} warned {row['warned_on'] or '-':10} delay {row['delay_days']}"
        )
    typer.echo(f"{result['n_warned']} of {result['n_planted']} warned of; {result['n_false']} false warnings")


@app.command("desk")
def desk_command(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Act on the hub's warnings as the offices told would have, by the ground truth."""
    counts = make_round(get_settings())
    typer.echo(json.dumps(counts) if as_json else ", ".join(f"{kind}: {n}" for kind, n in counts.items()))


def main() -> None:
    """Run the command line; a hub error is one sentence and exit code 1."""
    try:
        app()
    except HubError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(1) from None
