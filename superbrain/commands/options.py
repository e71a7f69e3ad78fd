"""Options that several commands share, and how their values are read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from schemas.errors import HubError

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
InFile = Annotated[Path, typer.Option("--in", help="File to read.", exists=True, dir_okay=False, readable=True)]
OutFile = Annotated[Path, typer.Option("--out", help="File to write.", dir_okay=False)]


class OptionError(HubError):
    """An option's value cannot be used."""


def parse_day(text: str, option: str) -> date:
    """An ISO day.

    >>> parse_day("2026-01-31", "--from")
    datetime.date(2026, 1, 31)

    :raises OptionError: it is not one.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise OptionError(f"{option} takes a day like 2026-01-31, not {text!r}") from None


def parse_time(text: str, option: str, zone: ZoneInfo) -> datetime | None:
    """An ISO time, local in ``zone`` where it names none; None for an empty text.

    >>> parse_time("2026-01-31 14:30", "--at", ZoneInfo("Asia/Shanghai")).isoformat()
    '2026-01-31T14:30:00+08:00'

    :raises OptionError: it is not one.
    """
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise OptionError(f"{option} takes a time like '2026-01-31 14:30', not {text!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
