"""``superbrain warning list | show | ack | dispatch | resolve | close``: the life of a warning."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from schemas.settings import get_settings
from superbrain.commands.options import AsJson
from superbrain.console import err, out, print_json, print_table

app = typer.Typer(help="The life of a warning.", no_args_is_help=True)
WarningId = Annotated[str, typer.Argument(metavar="ID", help="The warning's id, as `warning list` shows it.")]
Note = Annotated[str, typer.Option(help="What was found or done.")]
Actor = Annotated[str, typer.Option("--by", help="Who acts; default: the account's name.")]
SHOWN = ("warning_id", "colour", "title", "unit", "opened_on", "due_at", "state")


def _actor(given: str) -> str:
    return given or getpass.getuser()


@app.command("list")
def list_warnings(
    colour: Annotated[str | None, typer.Option(help="yellow, orange, red or grey.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Closed ones too, of every city.")] = False,
    as_json: AsJson = False,
) -> None:
    """Warnings, most pressing first."""
    from brain.warn.life import list_warnings as listed

    settings = get_settings()
    rows = listed(settings, colour=colour, city=None if every else settings.city, include_ended=every)
    if as_json:
        print_json(rows)
        return
    language = settings.language
    table = [[row.get(name, row.get(f"{name}_{language}")) for name in SHOWN] for row in rows]
    print_table(f"{len(rows)} warnings", SHOWN, table)


@app.command()
def show(warning_id: WarningId, as_json: AsJson = False) -> None:
    """One warning whole: evidence, responsible unit, clock and history."""
    from brain.warn.life import show_warning

    found = show_warning(get_settings(), warning_id)
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        out.print(f"[bold]{name}[/bold]: {value}", highlight=False)


def _move(action: str, warning_id: str, actor: str, note: str) -> None:
    from brain.warn.life import move_warning

    state = move_warning(get_settings(), warning_id, action, actor=_actor(actor), note=note)
    err.print(f"{warning_id} is now {state}.")


@app.command()
def ack(warning_id: WarningId, by: Actor = "", note: Note = "") -> None:
    """Say that the responsible unit has seen it."""
    _move("acknowledge", warning_id, by, note)


@app.command()
def dispatch(warning_id: WarningId, by: Actor = "", note: Note = "") -> None:
    """Say that help is on its way."""
    _move("dispatch", warning_id, by, note)


@app.command()
def resolve(warning_id: WarningId, by: Actor = "", note: Note = "") -> None:
    """Say that the matter is settled."""
    _move("resolve", warning_id, by, note)


@app.command()
def close(
    warning_id: WarningId,
    outcome: Annotated[str, typer.Option(help="confirmed or false_alarm: what the rule is measured by.")],
    by: Actor = "",
    note: Note = "",
) -> None:
    """End it, with what it turned out to be."""
    from brain.warn.life import close_warning

    close_warning(get_settings(), warning_id, outcome=outcome, actor=_actor(by), note=note)
    err.print(f"{warning_id} is closed: {outcome}.")
