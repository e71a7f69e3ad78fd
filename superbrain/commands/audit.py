"""``superbrain audit``: verify the ledger, seal it, prove a run, export, search for leaks, report."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.settings import get_settings
from superbrain.commands.governed import By, actor_of
from superbrain.commands.options import AsJson, OptionError, OutFile, parse_day
from superbrain.console import err, out, print_json, print_table, progress_bar

app = typer.Typer(help="For the auditor: verify, prove, report.", no_args_is_help=True)
Earlier = Annotated[
    Path | None,
    typer.Option("--checkpoint", help="A signed checkpoint noted earlier; today's ledger must extend it.", exists=True),
]
Key = Annotated[str, typer.Option("--key", help="The verification key you were handed (name+hash+base64), old or new.")]


@app.command()
def verify(earlier: Earlier = None, key: Key = "", as_json: AsJson = False) -> None:
    """Recompute the Merkle tree and check every signature; exit code 1 if anything was altered."""
    from privacy.ledger_verify import verify_ledger
    from warehouse.lake import open_lake

    settings = get_settings()
    notes = [earlier.read_text(encoding="utf-8")] if earlier else []
    with open_lake(settings) as conn:
        report = verify_ledger(conn, settings, notes, key or None)
    if as_json:
        print_json(report.as_dict())
    else:
        print_table(
            "Ledger",
            ["leaves", "not yet sealed", "checkpoints", "copies", "last sealed", "intact"],
            [
                [
                    report.n_leaves,
                    report.n_unsigned,
                    report.n_checkpoints,
                    report.n_witnessed,
                    report.last_signed_at,
                    report.is_intact,
                ]
            ],
        )
        for problem in report.problems:
            err.print(problem, markup=False)
    if not report.is_intact:
        raise typer.Exit(1)


@app.command()
def checkpoint() -> None:
    """Seal the ledger as it stands and print the signed checkpoint (C2SP signed note)."""
    from privacy.checkpoint import make_checkpoint
    from warehouse.lake import open_lake

    settings = get_settings()
    with open_lake(settings, write=True) as conn:
        out.print(make_checkpoint(conn, settings), end="", markup=False, highlight=False, soft_wrap=True)


@app.command()
def prove(
    run: Annotated[str, typer.Option("--run", help="A run id, as ops.run shows it.")], earlier: Earlier = None
) -> None:
    """Print the proof (JSON) that a run's masking stands in the sealed ledger."""
    from privacy.ledger_proof import prove_run
    from warehouse.lake import open_lake

    settings = get_settings()
    with open_lake(settings) as conn:
        print_json(prove_run(conn, settings, run, earlier.read_text(encoding="utf-8") if earlier else None))


@app.command()
def export(
    target: Annotated[Path, typer.Option("--out", help="Folder to write, new or empty.", file_okay=False)], by: By = ""
) -> None:
    """Write the ledger, its checkpoints and its key as a folder for the stand-alone verifier."""
    from privacy.ledger_proof import export_bundle
    from warehouse.lake import open_lake

    settings = get_settings()
    with open_lake(settings) as conn:
        written = export_bundle(conn, settings, target)
    _log_export("ledger bundle for an auditor", by)
    err.print(f"Wrote {written}: check it anywhere with: python {written}/verify.py {written}", soft_wrap=True)


@app.command()
def leaks(as_json: AsJson = False) -> None:
    """Search every stored byte for known personal data; exit code 1, with where, if any is found."""
    from warehouse.guard import find_leaks

    with progress_bar("Searching every stored byte"):
        report = find_leaks(get_settings())
    if as_json:
        print_json(report.summary())
    else:
        rows = [[report.n_files, report.n_bytes, report.n_needles, report.n_hits, f"{report.seconds:.0f} s"]]
        print_table("Leak scan", ["files", "bytes", "values sought", "found", "took"], rows)
        places = [f"{hit.path}, {hit.where}: {hit.needle} ({hit.encoding})" for hit in report.hits[:50]]
        unread = [f"could not be read: {name}" for name in report.unreadable]
        for line in (*places, *unread, *[f"not covered: {name}" for name in report.not_covered or ["nothing"]]):
            err.print(line, markup=False, highlight=False, soft_wrap=True)
        suspicious = [list(vars(detection).values()) for detection in report.detections[:10]]
        columns = ["table", "column", "looks like", "suspicious", "texts sampled"]
        print_table("What the detector sees in a sample of stored text (false alarms included)", columns, suspicious)
    if not report.is_ok:
        raise typer.Exit(1)


@app.command()
def report(
    first: Annotated[str, typer.Option("--from", help="First day, included.")],
    last: Annotated[str, typer.Option("--to", help="Last day, included.")],
    target: OutFile,
    by: By = "",
) -> None:
    """Write the evidence report: HTML, and PDF beside it where Chromium is installed."""
    from privacy.report import write_report
    from warehouse.lake import open_lake

    settings = get_settings()
    first_day, last_day = parse_day(first, "--from"), parse_day(last, "--to")
    if first_day > last_day:
        raise OptionError(f"--from {first} lies after --to {last}")
    with open_lake(settings) as conn:
        for written in write_report(conn, settings, first_day, last_day, target):
            err.print(f"Wrote {written}", soft_wrap=True)
    _log_export(f"evidence report {first} to {last}", by)


def _log_export(what: str, by: str) -> None:
    """What left the hub, as a governed act; the next checkpoint signs it."""
    from privacy.ledger import Act, append_act
    from warehouse.lake import open_lake, transaction

    with open_lake(get_settings(), write=True) as conn, transaction(conn, "log an export"):
        append_act(conn, kind=Act.EXPORT, actor=actor_of(by), details={"what": what}, when=datetime.now(UTC))
