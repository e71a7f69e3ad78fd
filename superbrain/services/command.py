"""A command run to its end in an environment of its own."""

from __future__ import annotations

import os
import subprocess

from schemas.settings import REPO
from superbrain.services.daemon import ServiceError


def run_to_end(command: list[str], environment: dict[str, str], failure: str) -> str:
    """Run ``command`` in the repository with ``environment`` over the caller's; its standard output.

    :raises ServiceError: it failed; the message is ``failure`` and the command's last line.
    """
    done = subprocess.run(  # noqa: S603
        command, cwd=REPO, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise ServiceError(f"{failure}: {last}")
    return done.stdout
