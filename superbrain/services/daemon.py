"""Background processes with a pid file and a log, started and stopped by us alone."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from schemas.errors import HubError
from schemas.settings import Settings

HOST = "127.0.0.1"
STOP_SECONDS = 20


class ServiceError(HubError):
    """A service could not be started or did not become healthy."""


@dataclass(frozen=True)
class Service:
    """One background process.

    ``health_path`` is asked over HTTP where the service has a port; a service without one is
    healthy as long as its process lives.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    port: int | None = None
    health_path: str = "/"

    @property
    def url(self) -> str | None:
        """Where a person opens it."""
        return None if self.port is None else f"http://{HOST}:{self.port}"


def _pid_file(service: Service, settings: Settings) -> Path:
    return settings.home / "run" / f"{service.name}.json"


def log_file(service: Service, settings: Settings) -> Path:
    """The service's standard output and error."""
    return settings.logs_dir / f"{service.name}.log"


def find_process(service: Service, settings: Settings) -> psutil.Process | None:
    """The running process that we started, or None.

    The pid alone may have been given to a stranger since: its start time must agree too.
    """
    path = _pid_file(service, settings)
    if not path.exists():
        return None
    record = json.loads(path.read_text())
    try:
        process = psutil.Process(record["pid"])
        is_ours = abs(process.create_time() - record["created"]) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return None
    return process if is_ours else None


def is_port_taken(port: int) -> bool:
    """Whether anything listens on the loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def is_healthy(service: Service, settings: Settings) -> bool:
    """Whether the process lives and, if it has a port, answers without a server error."""
    if find_process(service, settings) is None:
        return False
    if service.port is None:
        return True
    try:
        answer = httpx.get(f"{service.url}{service.health_path}", timeout=3)
    except httpx.HTTPError:
        return False
    return answer.status_code < 500


def start(service: Service, settings: Settings) -> bool:
    """Start the service unless it runs already; True if it was started now.

    :raises ServiceError: its port is taken by another program.
    """
    if find_process(service, settings) is not None:
        return False
    if service.port is not None and is_port_taken(service.port):
        raise ServiceError(
            f"{service.name}: port {service.port} is taken by another program: "
            f"stop that program, or set another port with {_port_variable(service)}"
        )
    path, log = _pid_file(service, settings), log_file(service, settings)
    for folder in (path.parent, log.parent):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603
            service.command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **service.environment},
            umask=0o077,
        )
    path.write_text(json.dumps({"pid": process.pid, "created": psutil.Process(process.pid).create_time()}))
    return True


def _port_variable(service: Service) -> str:
    first = service.name.split("-", maxsplit=1)[0].upper()
    return f"SUPERBRAIN_{first}_PORT"


def wait_until_healthy(service: Service, settings: Settings, seconds: float = 120) -> None:
    """Block until the service answers.

    :raises ServiceError: it ended, or did not answer in time.
    """
    deadline = time.monotonic() + seconds
    while not is_healthy(service, settings):
        if find_process(service, settings) is None:
            raise ServiceError(f"{service.name} ended at once: see {log_file(service, settings)}")
        if time.monotonic() > deadline:
            raise ServiceError(
                f"{service.name} did not answer within {seconds:.0f} s: see {log_file(service, settings)}"
            )
        time.sleep(0.5)


def stop(service: Service, settings: Settings) -> bool:
    """Stop the service and its children; True if it ran."""
    process = find_process(service, settings)
    if process is None:
        _pid_file(service, settings).unlink(missing_ok=True)
        return False
    family = [process, *process.children(recursive=True)]
    _send(family[:1], signal.SIGTERM)
    _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS / 2)
    _send(alive, signal.SIGTERM)
    _, alive = psutil.wait_procs(alive, timeout=STOP_SECONDS / 2)
    _send(alive, signal.SIGKILL)
    _pid_file(service, settings).unlink(missing_ok=True)
    return True


def _send(processes: list[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            continue
