"""``superbrain demo``: the whole way from departmental feed to dashboard."""

from __future__ import annotations

import signal
import threading
from contextlib import suppress
from typing import Annotated

import typer

from schemas.clock import today
from schemas.settings import Settings, get_settings
from superbrain.commands.options import AsJson
from superbrain.commands.services import print_addresses
from superbrain.console import err, print_json
from superbrain.demo_run import run_demo
from superbrain.demo_summary import print_summary, summarise
from superbrain.services.daemon import stop
from superbrain.services.registry import all_services


def demo(
    days: Annotated[int, typer.Option(min=60, max=2000, help="Days of history that the departments hold.")] = 400,
    seed: Annotated[int, typer.Option(help="Seed of the simulated city.")] = 1,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Keep serving until Ctrl-C.")] = True,
    as_json: AsJson = False,
) -> None:
    """Simulate a city's departments and bring their data to forecasts, warnings and dashboards.

    Everything runs through Airflow on this machine, bound to 127.0.0.1. Started again, it goes on
    from what is there. The city's clock stands still while the demo serves.
    """
    settings = _standing_still(get_settings(), days)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        finding = run_demo(settings, days, seed)
        summary = summarise(settings)
        if as_json:
            print_json(summary)
        else:
            print_summary(summary)
            print_addresses(settings)
        if finding:
            err.print(f"The guard found something amiss: {finding}.", style="bold red")
        if serve:
            err.print("Serving until Ctrl-C.")
            with suppress(KeyboardInterrupt):
                threading.Event().wait()
    finally:
        for service in reversed(all_services(settings)):
            stop(service, settings)
    if finding:
        raise typer.Exit(1)


def _standing_still(settings: Settings, days: int) -> Settings:
    """Settings with today's date fixed: the departments deliver up to yesterday, whenever midnight passes."""
    return settings.model_copy(update={"history_days": days, "today": today(settings.city, settings)})


def _interrupt(*_: object) -> None:
    """Ends the command in order, services included, also where a script's background job has SIGINT ignored."""
    raise KeyboardInterrupt
