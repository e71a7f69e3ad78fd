"""``superbrain warning``: the life of a warning, replays, and the policy that warnings are judged by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from schemas.city_model import load_cities
from schemas.settings import get_settings
from superbrain.commands.governed import actor_of
from superbrain.commands.options import AsJson, OptionError, parse_day, parse_time
from superbrain.console import err, out, print_json, print_table, progress_bar

if TYPE_CHECKING:
    from brain.warn.unrecorded import Tick
    from brain.warn.warning import Warned
    from brain.warn.what_if import WhatIf

app = typer.Typer(help="The life of a warning.", no_args_is_help=True)
policy_app = typer.Typer(help="The policy that warnings are judged by.", no_args_is_help=True)
app.add_typer(policy_app, name="policy")
WarningId = Annotated[str, typer.Argument(metavar="ID", help="The warning's id, as `warning list` shows it.")]
Note = Annotated[str, typer.Option(help="What was found or done.")]
Actor = Annotated[str, typer.Option("--by", help="Which office acts; default: the account's name.")]
At = Annotated[str, typer.Option("--at", help="When it was done, if before now: a local time like '2026-01-31 14:30'.")]
SHOWN = ("warning_id", "colour", "title", "unit", "opened_on", "due_at", "state")


class Outcome(StrEnum):
    """What a warning turned out to be."""

    CONFIRMED = "confirmed"
    FALSE_ALARM = "false_alarm"


@app.command("list")
def list_warnings(
    colour: Annotated[str | None, typer.Option(help="yellow, orange, red or grey.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Ended ones too, of every city.")] = False,
    as_json: AsJson = False,
) -> None:
    """Warnings, most pressing first."""
    from brain.warn import life

    settings = get_settings()
    city, state = (None, None) if every else (settings.city, "live")
    rows = life.list_warnings(settings, city_id=city, state=state, colour=colour)
    if as_json:
        print_json(rows)
        return
    table = [[row.get(name, row.get(f"{name}_{settings.language}")) for name in SHOWN] for row in rows]
    print_table(f"{len(rows)} warnings", SHOWN, table)


@app.command()
def show(warning_id: WarningId, as_json: AsJson = False) -> None:
    """One warning whole: evidence, responsible unit, clock and history."""
    from brain.warn import life

    found = life.show_warning(warning_id, get_settings())
    if as_json:
        print_json(found)
        return
    for name, value in found.items():
        out.print(f"[bold]{name}[/bold]:", escape(str(value)), highlight=False)


@app.command()
def ack(warning_id: WarningId, by: Actor = "", note: Note = "", at: At = "") -> None:
    """Say that the responsible unit has seen it."""
    from brain.warn import life

    life.acknowledge(warning_id, actor_of(by), get_settings(), note, _time_of(at))
    err.print(f"{warning_id} is acknowledged.")


@app.command()
def dispatch(warning_id: WarningId, by: Actor = "", note: Note = "", at: At = "") -> None:
    """Say that help is on its way."""
    from brain.warn import life

    life.dispatch(warning_id, actor_of(by), get_settings(), note, _time_of(at))
    err.print(f"{warning_id} is dispatched.")


@app.command()
def resolve(warning_id: WarningId, by: Actor = "", note: Note = "", at: At = "") -> None:
    """Say that the matter is settled."""
    from brain.warn import life

    life.resolve(warning_id, actor_of(by), get_settings(), note, _time_of(at))
    err.print(f"{warning_id} is resolved.")


@app.command()
def close(
    warning_id: WarningId,
    outcome: Annotated[Outcome, typer.Option(help="What it turned out to be; its rule is measured by this.")],
    by: Actor = "",
    note: Note = "",
    at: At = "",
) -> None:
    """End it, with what it turned out to be."""
    from brain.warn import life

    life.close(warning_id, actor_of(by), outcome.value, get_settings(), note, _time_of(at))
    err.print(f"{warning_id} is closed: {outcome.value}.")


@app.command()
def missed(
    area: Annotated[str, typer.Option(help="Where it happened: an area id, like YL-01-03.")],
    topic: Annotated[str, typer.Option(help="What it was: a topic id, like water.burst.")],
    day: Annotated[str, typer.Option(help="Local day on which it began, like 2026-01-31.")],
    note: Note,
    by: Actor = "",
) -> None:
    """Record something real that no warning spoke of; the rules' recall is measured by it."""
    from brain.warn.missed import record_missed

    record_missed(area, topic, parse_day(day, "--day"), note, actor_of(by), get_settings())
    err.print(f"Recorded: {topic} in {area} on {day} was missed.")


@app.command()
def replay(
    day: Annotated[str, typer.Option("--as-of", help="Local day, like 2026-01-31.")], as_json: AsJson = False
) -> None:
    """What would have been said on that day, from that day's snapshot of the lake."""
    from brain.warn.replay import replay as replayed

    settings = get_settings()
    found = replayed(settings.city, parse_day(day, "--as-of"), settings)
    _print_judged(f"{len(found)} warnings as of {day}", found, as_json)


@app.command("what-if")
def what_if(
    policy: Annotated[Path, typer.Argument(help="A changed warning policy to try.", exists=True, dir_okay=False)],
    day: Annotated[str, typer.Option("--as-of", help="Last day of the year replayed, like 2026-01-31.")],
    as_json: AsJson = False,
) -> None:
    """Replay the past year under a changed policy: warnings gained, lost, and earlier."""
    from brain.warn.what_if import what_if as tried

    settings = get_settings()
    with _year_bar() as tick:
        result = tried(settings.city, parse_day(day, "--as-of"), policy, settings, tick)
    if as_json:
        print_json(_differences(result))
        return
    _print_what_if(settings.city, result)


@policy_app.command("activate")
def activate_policy(
    policy: Annotated[Path, typer.Argument(help="The policy to put into force.", exists=True, dir_okay=False)],
    reason: Annotated[str, typer.Option(help="Why: recorded with the change.")] = "",
    by: Actor = "",
    is_agreed: Annotated[bool, typer.Option("--yes", help="Activate without asking, after the what-if.")] = False,
) -> None:
    """Try a policy on every city's past year, show what it would change, and on agreement put it into force."""
    from brain.warn.activate import activate, try_policy

    if not reason.strip():
        raise OptionError("a change of the warning policy is a governed act: say why with --reason")
    settings = get_settings()
    with _year_bar() as tick:
        trial = try_policy(policy, settings, tick)
    for city_id, (_, result) in trial.results.items():
        _print_what_if(city_id, result)
    if not (is_agreed or typer.confirm(f"Put {trial.changed.policy_version} into force?", err=True)):
        raise typer.Exit(1)
    activate(trial, reason, actor_of(by), settings)
    err.print(f"Warning policy {trial.changed.policy_version} is in force; the change and its trial are in the ledger.")


def _time_of(at: str) -> datetime | None:
    settings = get_settings()
    return parse_time(at, "--at", load_cities(settings)[settings.city].zone)


@contextmanager
def _year_bar() -> Iterator[Tick]:
    """A bar for each part of a what-if: evidence for a year of days takes minutes."""
    with progress_bar("Reading what the lake holds") as (bar, task):
        yield lambda part, n_done, total: bar.update(task, description=part, completed=n_done, total=total)


def _differences(result: WhatIf) -> dict[str, object]:
    return {
        **result.counts(),
        "gained": list(map(asdict, result.gained)),
        "lost": list(map(asdict, result.lost)),
        "moved": [{**asdict(warned), "days_earlier": days} for warned, days in result.moved],
        "recoloured": [{**asdict(w), "from_colour": old, "to_colour": new} for w, old, new in result.recoloured],
    }


def _print_what_if(city_id: str, result: WhatIf) -> None:
    title = f"title_{get_settings().language}"
    _print_judged(f"{city_id}, {result.days} days: {len(result.gained)} gained", result.gained, as_json=False)
    _print_judged(f"{city_id}: {len(result.lost)} lost", result.lost, as_json=False)
    moved = [[getattr(warned, title), warned.opened_on, days] for warned, days in result.moved]
    print_table(f"{city_id}: {len(moved)} earlier or later", ["warning", "opened", "days earlier"], moved)
    changed = [[getattr(warned, title), warned.opened_on, old, new] for warned, old, new in result.recoloured]
    print_table(f"{city_id}: {len(changed)} of another colour", ["warning", "opened", "from", "to"], changed)


def _print_judged(title: str, found: Sequence[Warned], as_json: bool) -> None:
    if as_json:
        print_json([asdict(warned) for warned in found])
        return
    language = get_settings().language
    rows = [[w.colour, getattr(w, f"title_{language}"), w.opened_on, w.rule, w.state] for w in found]
    print_table(title, ["colour", "warning", "opened", "rule", "state"], rows)
