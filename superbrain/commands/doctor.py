"""``superbrain doctor``: what is installed, running, stale, misconfigured, and the mend."""

from __future__ import annotations

import typer

from schemas.settings import get_settings
from superbrain.checkup import checkup
from superbrain.commands.options import AsJson
from superbrain.console import print_json, print_table


def doctor(as_json: AsJson = False) -> None:
    """Examine the hub; each finding comes with its mend. Exit code 1 if anything is broken."""
    findings = checkup(get_settings())
    if as_json:
        print_json([finding.__dict__ for finding in findings])
    else:
        rows = [[finding.subject, finding.state, finding.detail, finding.mend] for finding in findings]
        print_table("Check-up", ["subject", "state", "found", "mend"], rows)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)
