"""``superbrain feed list | check | new | run | replay``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from schemas.settings import get_settings
from superbrain.commands.options import AsJson, OptionError, parse_day
from superbrain.console import err, out, print_json, print_table, progress_bar

app = typer.Typer(help="Work with departmental feeds.", no_args_is_help=True)
RUN_COLUMNS = ("run_id", "state", "n_pulled", "n_accepted", "n_quarantined", "n_duplicate", "error")


@app.command("list")
def list_feeds(as_json: AsJson = False) -> None:
    """Every feed: its city, department, form, state and how fresh it is."""
    from schemas.contract_loader import read_contracts
    from warehouse.health import feed_states

    settings = get_settings()
    states = feed_states(settings)
    rows = [
        {
            "feed": contract.id,
            "title": getattr(contract.title, settings.language),
            "city": contract.city,
            "department": contract.department,
            "connector": contract.source.connector,
            "format": contract.source.format,
            "version": contract.version,
            "status": contract.status,
            "state": states.get(contract.id, "never run"),
        }
        for contract in read_contracts(settings)[0].values()
    ]
    if as_json:
        print_json(rows)
    else:
        print_table("Feeds", list(rows[0]) if rows else [], [list(row.values()) for row in rows])


@app.command()
def check(path: Annotated[Path, typer.Argument(help="A contract file, or a folder of them.", exists=True)]) -> None:
    """Check contracts; each mistake with its file, line, field and the allowed values."""
    from schemas.contract_loader import check_contract

    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    problems = [problem for file in files for problem in check_contract(file)]
    for problem in problems:
        err.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    if any(problem.level == "error" for problem in problems):
        raise typer.Exit(1)
    out.print(f"{len(files)} contract{'' if len(files) == 1 else 's'} in order.")


@app.command()
def new(feed_id: Annotated[str, typer.Argument(metavar="ID", help="The new feed's name, like park_repairs.")]) -> None:
    """Write a contract to fill in."""
    from schemas.contract_template import new_contract_text

    path = get_settings().contracts_dir / f"{feed_id}.yaml"
    text = new_contract_text(feed_id)
    if path.exists():
        raise OptionError(f"{path} is there already")
    path.write_text(text, encoding="utf-8")
    out.print(f"Wrote {path}: fill it in, then run: superbrain feed check {path}")


@app.command()
def run(
    feed_id: Annotated[str, typer.Argument(metavar="ID", help="The feed's name.")],
    first: Annotated[str, typer.Option("--from", help="First local day, included.")],
    last: Annotated[str, typer.Option("--to", help="Last local day, included.")],
    as_json: AsJson = False,
) -> None:
    """Load a feed's days, whether Airflow runs or not; days loaded before are replaced."""
    from warehouse.run import run_feed

    first_day, last_day = parse_day(first, "--from"), parse_day(last, "--to")
    if first_day > last_day:
        raise OptionError(f"--from {first} lies after --to {last}")
    with progress_bar(f"Loading {feed_id}") as (bar, task):

        def tick(n_done: int, n_windows: int) -> None:
            bar.update(task, completed=n_done, total=n_windows)

        records = run_feed(feed_id, first_day, last_day, get_settings(), progress=tick)
    _show(records, as_json)


@app.command()
def replay(
    feed_id: Annotated[str, typer.Argument(metavar="ID", help="The feed's name.")], as_json: AsJson = False
) -> None:
    """Check the feed's quarantined rows again against today's contract; rows now in order are published."""
    from warehouse.replay import replay_feed

    _show(replay_feed(feed_id, get_settings()), as_json)


def _show(records: Sequence[Any], as_json: bool) -> None:
    rows = [{name: getattr(record, name) for name in RUN_COLUMNS} for record in records]
    if as_json:
        print_json(rows)
    else:
        print_table("Runs", RUN_COLUMNS, [list(row.values()) for row in rows])
    if any(row["state"] == "failed" for row in rows):
        raise typer.Exit(1)
