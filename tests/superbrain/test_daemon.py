"""Services are started, recognised and stopped by us alone."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys

import psutil
import pytest

from schemas.settings import Settings
from superbrain.services import daemon
from superbrain.services.daemon import Service, ServiceError


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def web(free_port: int, settings: Settings) -> Service:
    settings.home.mkdir(mode=0o700)
    command = [
        sys.executable,
        "-m",
        "http.server",
        str(free_port),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(settings.home),
    ]
    return Service("docs", command, port=free_port)


def test_start_answer_stop(web: Service, settings: Settings) -> None:
    assert daemon.start(web, settings)
    try:
        daemon.wait_until_healthy(web, settings, seconds=20)
        assert not daemon.start(web, settings), "a running service is not started twice"
    finally:
        assert daemon.stop(web, settings)
    assert not daemon.is_port_taken(web.port or 0)
    assert not daemon.stop(web, settings)


def test_a_taken_port_is_named_with_its_mend(web: Service, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", web.port or 0)), pytest.raises(ServiceError, match="SUPERBRAIN_DOCS_PORT"):
        daemon.start(web, settings)


def test_a_service_that_ends_at_once_names_its_log(settings: Settings, free_port: int) -> None:
    broken = Service("broken", [sys.executable, "-c", "raise SystemExit(3)"], port=free_port)
    daemon.start(broken, settings)
    with pytest.raises(ServiceError, match=r"broken\.log"):
        daemon.wait_until_healthy(broken, settings, seconds=20)


def test_a_stranger_with_the_same_pid_is_left_alone(web: Service, settings: Settings) -> None:
    record = settings.home / "run" / "docs.json"
    record.parent.mkdir(mode=0o700)
    record.write_text(json.dumps({"pid": os.getpid(), "created": psutil.Process().create_time() - 1000}))
    assert daemon.find_process(web, settings) is None
    assert not daemon.stop(web, settings)


def test_logs_are_private(web: Service, settings: Settings) -> None:
    daemon.start(web, settings)
    daemon.stop(web, settings)
    assert stat.S_IMODE(daemon.log_file(web, settings).parent.stat().st_mode) == 0o700
