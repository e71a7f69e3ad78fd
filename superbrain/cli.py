"""``superbrain``: the one command line of the hub."""

from __future__ import annotations

import logging
import sys

import typer
from pydantic import ValidationError

from schemas.errors import HubError
from superbrain.commands import (
    access,
    analyse,
    api,
    audit,
    brain,
    demo,
    doctor,
    erase,
    feed,
    keys,
    query,
    release,
    services,
    warning,
)

app = typer.Typer(
    help="The city super-brain data hub.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(demo.demo)
app.command("up")(services.up)
app.command("down")(services.down)
app.command("status")(services.status)
app.add_typer(feed.app, name="feed")
app.command("query")(query.query)
app.command("mask")(analyse.mask)
app.command("forecast")(analyse.forecast)
app.command("detect")(analyse.detect)
app.command("scan")(analyse.scan)
app.command("brain")(brain.brain)
app.command("mode")(brain.mode)
app.add_typer(audit.app, name="audit")
app.add_typer(keys.app, name="keys")
app.add_typer(access.app, name="access")
app.add_typer(api.app, name="api")
app.command("erase")(erase.erase)
app.command("retain")(erase.retain)
app.command("release")(release.release)
app.add_typer(warning.app, name="warning")
app.command("doctor")(doctor.doctor)


def main() -> None:
    """Run the command; a mistake that a person can mend is one sentence on standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    try:
        app()
    except HubError as error:
        fail(str(error))
    except ValidationError as error:
        first = error.errors()[0]
        fail(f"{error.title}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
    except PermissionError as error:
        fail(f"no permission to write {error.filename}: choose another folder with SUPERBRAIN_HOME")
    except OSError as error:
        fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}")
    except KeyboardInterrupt:
        sys.exit(130)


def fail(sentence: str) -> None:
    """Say what is wrong and leave with exit code 1."""
    sys.stderr.write(f"superbrain: {sentence}\n")
    sys.exit(1)
