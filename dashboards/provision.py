"""``python -m dashboards.provision``: brings Superset to what this repository says. Safe to run again.

Runs in Superset's environment, as one process: migrations, permissions, roles, users, then the assets in both
languages. Exits with 1 and one sentence on standard error when something is not as it should be afterwards.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout

from dashboards.credentials import ensure_credentials, ensure_secret_key
from dashboards.service import superset_environment
from dashboards.sources import read_sources
from schemas.errors import HubError
from schemas.settings import Settings, get_settings


def provision(settings: Settings) -> dict[str, int]:
    """Provisions Superset; returns how many assets of each kind are there. HubError when counts are short."""
    ensure_secret_key(settings)
    passwords = ensure_credentials(settings)
    os.environ.update(superset_environment(settings))
    # Superset reads its configuration on import, and its models need an application: neither can be had earlier.
    from superset.app import create_app

    logging.disable(logging.INFO)
    with create_app().app_context():
        from dashboards.superset_state import bring_up_to_date

        return bring_up_to_date(settings, read_sources(), passwords)


def main(report: Callable[[str], object] = sys.stderr.write) -> int:
    """Exit code for the command line."""
    try:
        with redirect_stdout(sys.stderr):
            counts = provision(get_settings())
    except HubError as error:
        report(f"{error}\n")
        return 1
    report("Superset holds " + ", ".join(f"{count} {kind}" for kind, count in counts.items()) + ".\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
