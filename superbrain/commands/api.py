"""``superbrain api``: the tokens of the read API; making and revoking one are governed acts of the ledger."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from schemas.settings import Settings, get_settings
from superbrain.commands.governed import By, Reason, actor_of
from superbrain.commands.options import AsJson, OptionError, parse_day
from superbrain.console import err, print_json, print_table

if TYPE_CHECKING:
    from superbrain.api.tokens import Token

app = typer.Typer(help="Tokens of the read API.", no_args_is_help=True)
MAX_DAYS = 366
SHOWN = ("token_id", "user", "role", "state", "until", "made_at", "made_by", "revoked_at")


@app.command("token")
def make_token(
    user: Annotated[str, typer.Option("--user", help="Whose it is, as the access log will name them.")],
    role: Annotated[str, typer.Option("--role", help="A role of the dashboards, like decision_maker.")],
    until: Annotated[str, typer.Option("--until", help="Last day on which it holds, like 2026-12-31.")],
    reason: Reason = "",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Make a token and print it, once: only a salted hash of it is kept."""
    from superbrain.api.roles import api_roles
    from superbrain.api.tokens import TokenStore

    settings, actor = get_settings(), actor_of(by)
    if not re.fullmatch(r"[\w.@-]{1,64}", user):
        raise OptionError("--user takes one word of at most 64 letters, digits, dots, dashes or @")
    if role not in api_roles():
        raise OptionError(f"--role takes one of {', '.join(api_roles())}, not {role!r}")
    end = _end(until, settings)
    with _governed("api_token_made", actor, reason, settings) as details:
        made, text = TokenStore(settings).make(user, role, end, actor)
        details.update(_told(made))
    if as_json:
        print_json({**_told(made), "token": text})
    else:
        sys.stdout.write(f"{text}\n")
        err.print(f"Token {made.token_id} of {user} holds through {until}. It is not shown again.", highlight=False)


@app.command("tokens")
def list_tokens(as_json: AsJson = False) -> None:
    """Every token there is or was, and its state; never a secret."""
    from superbrain.api.tokens import TokenStore

    now = datetime.now(UTC)
    found = [{**token.model_dump(), "state": token.state_at(now)} for token in TokenStore(get_settings()).tokens()]
    rows = [{name: token[name] for name in SHOWN} for token in found]
    if as_json:
        print_json(rows)
    else:
        print_table(f"{len(rows)} tokens", SHOWN, [list(row.values()) for row in rows])


@app.command()
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="The token, as `api tokens` shows it.")],
    reason: Reason = "",
    by: By = "",
) -> None:
    """End a token at once."""
    from superbrain.api.tokens import TokenStore

    settings = get_settings()
    with _governed("api_token_revoked", actor_of(by), reason, settings) as details:
        details.update(_told(TokenStore(settings).revoke(token_id)))
    err.print(f"{token_id} is revoked.", highlight=False)


@contextmanager
def _governed(kind: str, actor: str, reason: str, settings: Settings) -> Iterator[dict[str, Any]]:
    """Does the act and writes it into the ledger, under the lake's lock: without a ledger there is no act."""
    from privacy.ledger import append_act
    from privacy.reasons import masked_reason
    from warehouse.lake import open_lake, transaction

    why = masked_reason(reason, "a token") if reason else ""
    with open_lake(settings, write=True) as conn, transaction(conn, kind):
        details: dict[str, Any] = {}
        yield details
        append_act(conn, kind=kind, actor=actor, details={**details, "reason": why}, when=datetime.now(UTC))


def _told(token: Token) -> dict[str, str]:
    return {"token_id": token.token_id, "user": token.user, "role": token.role, "until": token.until.isoformat()}


def _end(until: str, settings: Settings) -> datetime:
    """The end of the day, in the city's zone."""
    from schemas.city_model import load_cities

    zone = load_cities(settings)[settings.city].zone
    end = datetime.combine(parse_day(until, "--until") + timedelta(days=1), time(), zone).astimezone(UTC)
    if not datetime.now(UTC) < end <= datetime.now(UTC) + timedelta(days=MAX_DAYS + 1):
        raise OptionError(f"--until takes a day from today on, at most {MAX_DAYS} days ahead")
    return end
