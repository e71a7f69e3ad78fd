"""``superbrain brain`` and ``superbrain mode``: run the analytics now; peacetime and surge."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from schemas.settings import Settings, get_settings
from superbrain.commands.governed import actor_of
from superbrain.commands.options import OptionError
from superbrain.console import err, out, progress_bar


def brain() -> None:
    """Run marts → forecast → detect → warn → match → serve now, as the Airflow DAG does, for every city."""
    from brain import pipeline
    from warehouse.health import refresh_feed_health
    from warehouse.marts import build_marts
    from warehouse.serving import publish_serving

    steps: dict[str, Callable[[Settings], object]] = {
        "Feed health": refresh_feed_health,
        "Marts": build_marts,
        "Forecasts": partial(pipeline.forecast_step, is_asked=True),
        "Detection": pipeline.detect_step,
        "Warnings": pipeline.warn_step,
        "Matching": pipeline.match_step,
        "Serving": publish_serving,
    }
    settings = get_settings()
    with progress_bar("The brain", total=len(steps)) as (bar, task):
        for name, step in steps.items():
            bar.update(task, description=name)
            step(settings)
            bar.update(task, advance=1)
    err.print("Marts, forecasts, detection, warnings, matching and serving are up to date.")


def mode(
    to: Annotated[str | None, typer.Option(help="Switch to this mode; see schemas/city/modes.yaml.")] = None,
    reason: Annotated[str, typer.Option(help="Why: recorded with the switch.")] = "",
    by: Annotated[str, typer.Option(help="Which office orders it; default: the account's name.")] = "",
    days: Annotated[float, typer.Option(min=0.01, help="After so many days it ends by itself.")] = 3,
    is_exercise: Annotated[bool, typer.Option("--exercise", help="A drill: marked as such everywhere.")] = False,
) -> None:
    """Show the city's mode, or switch it: peacetime, surge."""
    from brain.match.mode import current_mode, switch_mode
    from warehouse.lake import open_lake

    settings = get_settings()
    if to is not None:
        if not reason.strip():
            raise OptionError("a switch of mode is a governed act: say why with --reason")
        switch_mode(settings.city, to, reason, actor_of(by), days, settings, is_exercise)
    with open_lake(settings) as conn:
        now = current_mode(conn, settings.city)
    out.print(f"{settings.city}: {now.mode}{' (exercise)' if now.is_exercise else ''}", highlight=False)
