"""``superbrain erase`` and ``superbrain retain``: what goes from the hub, on request and by time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from schemas.settings import get_settings
from superbrain.commands.governed import By, Reason, Yes, actor_of, require_yes
from superbrain.commands.options import AsJson
from superbrain.console import print_json, print_table, progress_bar

Tokens = Annotated[list[str], typer.Option("--token", help="A person's token in any column; repeat for more.")]


def erase(tokens: Tokens, reason: Reason, by: By = "", yes: Yes = False, as_json: AsJson = False) -> None:
    """Erase every row under a token: silver, quarantine, history, files; then search every stored byte for it.

    Earlier states of the lake can no longer be queried afterwards. Exit code 1 if anything of it is left.
    """
    from privacy.erasure import erase as erase_tokens
    from warehouse.lake import open_lake

    require_yes(yes, f"Rows under {len(tokens)} tokens and the whole history of the lake will be gone. Go on?")
    settings = get_settings()
    with progress_bar("Erasing, then searching every stored byte"), open_lake(settings, write=True) as conn:
        done = erase_tokens(
            conn, settings, tokens=tokens, actor=actor_of(by), reason=reason, when=datetime.now(UTC)
        )  # fmt: skip
    proof = done.proof
    found = {"n_rows": done.n_rows, "n_files": proof.n_files, "n_bytes": proof.n_bytes, "n_hits": proof.n_hits}
    if as_json:
        print_json({**found, "not_covered": proof.not_covered})
    else:
        rows = [[table, n] for table, n in done.n_rows.items()] or [["none held the token", 0]]
        print_table("Rows erased", ["table", "rows"], rows)
        print_table("Proof", ["files searched", "bytes", "found"], [[proof.n_files, proof.n_bytes, proof.n_hits]])


def retain(
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Drop the week of history too, so that files go now and not in a week.")
    ] = False,
    by: By = "",
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Delete what is past its contract's retention, drop old files, and prove that the disk holds none of it.

    The guard does so every night. Exit code 1 if anything is left.
    """
    from privacy.retention import GRACE
    from warehouse import maintenance
    from warehouse.guard import prove_retention

    require_yes(yes, "Rows past their retention will be deleted. Go on?")
    settings = get_settings()
    keep, grace = (timedelta(0), timedelta(0)) if at_once else (maintenance.KEEP_SNAPSHOTS, GRACE)
    with progress_bar("Deleting what is past its retention"):
        deleted = maintenance.apply_retention(settings, actor_of(by))
        n_files = maintenance.expire(settings, keep)
        proof = prove_retention(settings, grace)
    if as_json:
        print_json({"deleted": deleted, "n_files_removed": n_files, "proof": proof.__dict__})
    else:
        rows = [[feed, n] for feed, n in deleted.items()] or [["no feed had any", 0]]
        print_table("Rows past retention", ["feed", "deleted"], rows)
        print_table("Proof", ["files read", "rows left", "files removed"], [[proof.n_files, proof.n_left, n_files]])
