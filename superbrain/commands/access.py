"""``superbrain access``: break-glass. One person asks, another decides, and every step is in the ledger."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from schemas.settings import Settings, get_settings
from superbrain.commands.governed import By, Reason, actor_of
from superbrain.commands.options import AsJson, OptionError
from superbrain.console import err, print_json, print_table

app = typer.Typer(help="Break-glass: raw records, for two people, a reason and a time.", no_args_is_help=True)
RequestId = Annotated[str, typer.Argument(metavar="ID", help="The request, as `access list` shows it.")]


@app.command()
def request(
    feed: Annotated[str, typer.Argument(metavar="FEED", help="The feed whose records are wanted, like hotline_12345.")],
    records: Annotated[list[str], typer.Option("--record", help="A record_id; repeat for more.")],
    columns: Annotated[list[str], typer.Option("--column", help="A column to read unmasked; repeat for more.")],
    reason: Reason,
    until: Annotated[str, typer.Option(help="When it ends, like 2026-01-31T18:00, in the city's time.")] = "",
    hours: Annotated[float, typer.Option(help="Or: how many hours it lasts.")] = 0,
    by: By = "",
) -> None:
    """Ask to see records unmasked; another person must approve it. Prints the request's id."""
    from privacy.breakglass import request_access
    from privacy.policy import governed_by
    from warehouse.lake import open_lake, transaction
    from warehouse.raw_access import record_windows, require_columns
    from warehouse.run import contract_of

    settings, now = get_settings(), datetime.now(UTC)
    contract, end = contract_of(feed.removeprefix("silver."), settings), _end(until, hours, now, settings)
    require_columns(contract, tuple(columns))
    with open_lake(settings, write=True) as conn:
        record_windows(conn, contract, tuple(records))
        with transaction(conn, "break-glass request"):
            request_id = request_access(
                conn, actor=actor_of(by), what=f"silver.{contract.id}", records=records, columns=columns,
                reason=reason, until=end, when=now, governed=governed_by(contract),
            )  # fmt: skip
    print_json({"request_id": request_id, "until": end})


@app.command()
def approve(request_id: RequestId, by: By = "") -> None:
    """Approve another person's request."""
    _decide(request_id, by, is_approved=True)
    err.print(f"{request_id} is approved.", highlight=False)


@app.command()
def refuse(request_id: RequestId, by: By = "", reason: Reason = "") -> None:
    """Refuse another person's request."""
    _decide(request_id, by, is_approved=False, reason=reason)
    err.print(f"{request_id} is refused.", highlight=False)


@app.command("list")
def list_requests(as_json: AsJson = False) -> None:
    """Every request, who decided it, and until when it holds."""
    from privacy.breakglass import list_requests as listed
    from warehouse.lake import open_lake

    with open_lake(get_settings()) as conn:
        rows = [{**asdict(request), "state": request.state_at(datetime.now(UTC))} for request in listed(conn)]
    if as_json:
        print_json(rows)
    else:
        columns = ["request_id", "state", "actor", "account", "what", "records", "columns", "reason", "until"]
        columns += ["decided_by", "decided_account"]
        print_table(f"{len(rows)} requests", columns, [[_text(row[name]) for name in columns] for row in rows])


@app.command()
def use(request_id: RequestId, by: By = "", as_json: AsJson = False) -> None:
    """Read what an approved request names, from the department, to the screen; the hub keeps none of it."""
    from privacy.access import log_access
    from privacy.breakglass import use_access
    from warehouse.lake import open_lake, transaction
    from warehouse.raw_access import read_raw
    from warehouse.run import contract_of

    settings, now = get_settings(), datetime.now(UTC)
    with open_lake(settings, write=True) as conn, transaction(conn, f"use {request_id}"):
        granted = use_access(conn, request_id=request_id, actor=actor_of(by), when=now)
        what = f"{request_id}: {', '.join(granted.columns)} of {len(granted.records)} records of {granted.what}"
        log_access(conn, actor=granted.actor, action="raw access", what=what, surface="break-glass", at=now)
    table = read_raw(granted, contract_of(granted.what.removeprefix("silver."), settings), settings)
    if as_json:
        print_json(table.to_pylist())
    else:
        print_table(what, table.column_names, [list(row.values()) for row in table.to_pylist()])


def _decide(request_id: str, by: str, *, is_approved: bool, reason: str = "") -> None:
    from privacy.breakglass import decide_access
    from privacy.reasons import masked_reason
    from warehouse.lake import open_lake, transaction

    why, now = masked_reason(reason, "a refusal") if reason else "", datetime.now(UTC)
    with open_lake(get_settings(), write=True) as conn, transaction(conn, f"decide {request_id}"):
        decide_access(
            conn, request_id=request_id, actor=actor_of(by), is_approved=is_approved, when=now, reason=why
        )  # fmt: skip


def _end(until: str, hours: float, now: datetime, settings: Settings) -> datetime:
    """When the access ends: a time, in the city's zone unless it names its own, or a number of hours from now."""
    from schemas.city_model import load_cities

    if bool(until) == (hours > 0):
        raise OptionError("an access ends: give either --until or --hours")
    if not until:
        return now + timedelta(hours=hours)
    try:
        end = datetime.fromisoformat(until)
    except ValueError:
        raise OptionError(f"--until takes a time like 2026-01-31T18:00, not {until!r}") from None
    return end if end.tzinfo else end.replace(tzinfo=load_cities(settings)[settings.city].zone)


def _text(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, tuple) else value
