"""HTML to PDF through headless Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from schemas.errors import HubError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TIMEOUT_SECONDS = 180


class PdfError(HubError):
    """Chromium did not print."""


def find_chromium() -> str | None:
    """Path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def print_pdf(chromium: str, page: Path, target: Path) -> None:
    """Prints the page to ``target``. :class:`PdfError` if nothing was written."""
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, "--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}"]
        if os.geteuid() == 0:
            command.append("--no-sandbox")
        command += [f"--print-to-pdf={target.absolute()}", page.absolute().as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)  # noqa: S603 - a fixed program on our own page
        except subprocess.TimeoutExpired:
            raise PdfError(f"Chromium did not print {page} within {TIMEOUT_SECONDS} s; the HTML is there") from None
    if done.returncode or not target.exists():
        raise PdfError(f"Chromium could not print {page} (code {done.returncode}); the HTML is there")
