"""``superbrain keys``: list, make, rotate and destroy keys; each change is a governed act of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.settings import get_settings
from superbrain.commands.governed import By, Reason, Yes, actor_of, require_yes
from superbrain.commands.options import AsJson
from superbrain.console import err, out, print_json, print_table

if TYPE_CHECKING:
    from privacy.keyring import Keyring

app = typer.Typer(help="Pseudonym keys and the ledger's signing key.", no_args_is_help=True)
Purpose = Annotated[str, typer.Option("--purpose", help="A purpose that a contract declares.")]
Period = Annotated[str, typer.Option("--period", help="Calendar year, like 2026; 0000: rows without a valid time.")]


@app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """Every key that there is or was, its state, and how many values it masked; never a secret."""
    from privacy.key_listing import list_keys as listed
    from privacy.keyring import Keyring
    from warehouse.lake import open_lake

    settings = get_settings()
    with open_lake(settings) as conn:
        rows = listed(conn, Keyring.open(settings))
    if as_json:
        print_json(rows)
    else:
        columns = ["key_id", "purpose", "period", "state", "n_masked", "last_act", "by", "at"]
        print_table(f"{len(rows)} keys", columns, [[row[name] for name in columns] for row in rows])


@app.command()
def make(purpose: Purpose, period: Period, reason: Reason, by: By = "") -> None:
    """Make a key ahead of its first use."""
    made = _change(reason, lambda ring, why: [ring.make(purpose, period, actor_of(by), why).key_id])
    err.print(f"Made {made[0]}.", highlight=False)


@app.command()
def rotate(purpose: Purpose, period: Period, reason: Reason, by: By = "", yes: Yes = False) -> None:
    """Put a new key in force: tokens made from now on do not join earlier ones of that year."""
    require_yes(yes, f"A new key of {purpose} in {period} gives the same people new tokens. Go on?")
    made = _change(reason, lambda ring, why: [ring.rotate(purpose, period, actor_of(by), why).key_id])
    err.print(f"{made[0]} is in force.", highlight=False)


@app.command()
def destroy(purpose: Purpose, period: Period, reason: Reason, by: By = "", yes: Yes = False) -> None:
    """Destroy every key of a year: its tokens can never be linked to anyone again (crypto-shredding)."""
    require_yes(yes, f"Destroying the keys of {purpose} in {period} cannot be undone. Go on?")
    gone = _change(reason, lambda ring, why: ring.destroy(purpose, period, actor_of(by), why))
    err.print(f"Destroyed {', '.join(gone)}.", highlight=False)


@app.command("rotate-signing")
def rotate_signing(reason: Reason, by: By = "", yes: Yes = False) -> None:
    """Replace the ledger's signing key by one that it endorses; prints the new key, for auditors to keep."""
    from privacy.checkpoint import rotate_signing_key
    from privacy.reasons import masked_reason
    from privacy.witness import key_path
    from warehouse.lake import open_lake

    require_yes(yes, "The old signing key will be destroyed and auditors need the new one. Go on?")
    settings, why, now = get_settings(), masked_reason(reason, "a new signing key"), datetime.now(UTC)
    with open_lake(settings, write=True) as conn:
        rotate_signing_key(conn, settings, actor=actor_of(by), reason=why, when=now)
    out.print(key_path(settings).read_text(encoding="utf-8"), end="", markup=False, highlight=False, soft_wrap=True)


def _change(reason: str, act: Callable[[Keyring, str], list[str]]) -> list[str]:
    """Does the act and writes it into the ledger, under the lake's lock: without a ledger no key is changed."""
    from privacy.keyring import Keyring
    from privacy.keyring_acts import log_key_events
    from privacy.reasons import masked_reason
    from warehouse.lake import open_lake, transaction

    settings, why = get_settings(), masked_reason(reason, "a change of keys")
    keyring = Keyring.open(settings)
    with open_lake(settings, write=True) as conn:
        done = act(keyring, why)
        with transaction(conn, "log key events"):
            log_key_events(conn, keyring)
    return done
