"""Options of governed acts: who acts, why, and that it is meant."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from superbrain.commands.options import OptionError

By = Annotated[str, typer.Option("--by", help="Who acts; default: the account's name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; personal values in it are masked before it is kept.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking again.")]


def actor_of(by: str) -> str:
    """The name given, or the account's."""
    return by.strip() or getpass.getuser()


def require_yes(is_sure: bool, question: str) -> None:
    """Ask, where someone can answer; :class:`OptionError` where nobody can and ``--yes`` was not given."""
    if is_sure:
        return
    if not sys.stdin.isatty():
        raise OptionError(f"{question} Nothing was done: add --yes to go ahead")
    typer.confirm(question, abort=True, err=True)
