"""A provisioned Superset over the sample, and the one that runs with these settings, if any."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from dashboards.credentials import superset_home
from dashboards.service import (
    SUPERSET_BIN,
    provision_command,
    superset_command,
    superset_environment,
    superset_url,
)
from dashboards.sources import Sources, read_sources
from schemas.settings import REPO, Settings, get_settings
from tests.dashboards.browser_checks import Stack
from tests.dashboards.sample_serving import build_sample

CHROMIUM = "/usr/bin/chromium"
START_SECONDS = 120


@pytest.fixture(scope="session")
def sources() -> Sources:
    return read_sources()


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home that holds the sample serving file and nothing else."""
    settings = Settings(home=tmp_path_factory.mktemp("superset-home"), superset_port=_free_port())
    build_sample(settings.serving_path, datetime.now(ZoneInfo("Asia/Shanghai")).date())
    return settings


@pytest.fixture(scope="session")
def sample_stack(sample_settings: Settings) -> Iterator[Stack]:
    """Superset, provisioned and serving the sample."""
    if not SUPERSET_BIN.exists():
        pytest.skip(f"Superset's environment is not built at {SUPERSET_BIN}; `make` builds it")
    environment = superset_environment(sample_settings)
    provisioned = subprocess.run(
        provision_command(sample_settings), cwd=REPO, env=environment, capture_output=True, text=True, check=False
    )
    assert provisioned.returncode == 0, provisioned.stderr[-3000:]
    log = (sample_settings.home / "superset.log").open("wb")
    server = subprocess.Popen(superset_command(sample_settings), cwd=REPO, env=environment, stdout=log, stderr=log)
    try:
        yield _stack(sample_settings, server)
    finally:
        server.terminate()
        server.wait(timeout=60)
        log.close()


@pytest.fixture(scope="session", params=["sample", "running"])
def stack(request: pytest.FixtureRequest) -> Stack:
    """First the sample's Superset; then the one that is already up for the current settings (`superbrain up`)."""
    if request.param == "sample":
        sample: Stack = request.getfixturevalue("sample_stack")
        return sample
    settings = get_settings()
    if not (settings.home / "superset" / "credentials.json").exists() or not _answers(superset_url(settings)):
        pytest.skip(f"no Superset of {settings.home} answers at {superset_url(settings)}; `superbrain up` starts it")
    return Stack(superset_url(settings, ""), _passwords(settings), is_sample=False)


@pytest.fixture(scope="session")
def browsing() -> Iterator[BrowserContext]:
    """Debian's Chromium, headless; one context for all, so that Superset's scripts are fetched once."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}; `apt-get install chromium fonts-noto-cjk` brings it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_context()
        browser.close()


@pytest.fixture
def page(browsing: BrowserContext) -> Iterator[Page]:
    """A page on which no one is signed in."""
    browsing.clear_cookies()
    page = browsing.new_page()
    yield page
    page.close()


def _stack(settings: Settings, server: subprocess.Popen[bytes]) -> Stack:
    deadline = time.monotonic() + START_SECONDS
    while not _answers(superset_url(settings)):
        assert server.poll() is None, (settings.home / "superset.log").read_text(encoding="utf-8")[-3000:]
        assert time.monotonic() < deadline, f"Superset did not answer within {START_SECONDS} s"
        time.sleep(0.5)
    return Stack(superset_url(settings, ""), _passwords(settings), is_sample=True)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}health", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def _passwords(settings: Settings) -> dict[str, str]:
    passwords: dict[str, str] = json.loads((superset_home(settings) / "credentials.json").read_text(encoding="utf-8"))
    return passwords


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
