"""Reading the demo city as the hub does."""

from __future__ import annotations

import hashlib
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import httpx
import pyarrow as pa
import uvicorn

from demo.service import build_app
from schemas.contract import FeedContract
from schemas.contract_loader import load_contracts
from schemas.settings import Settings
from schemas.window import Window
from warehouse.sources import pull


def digests(settings: Settings) -> dict[str, str]:
    """SHA-256 of every file of the city."""
    root = settings.home / "demo"
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(_content(path)).hexdigest() for path in files}


def _content(path: Path) -> bytes:
    """A database as its statements: its file also counts how often it was written."""
    if path.suffix != ".sqlite":
        return path.read_bytes()
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump()).encode()


@contextmanager
def serving(settings: Settings, token: str | None = None) -> Iterator[httpx.Client]:
    """The city's services on ``settings.demo_port``, and a client for them."""
    config = uvicorn.Config(build_app(settings, token), port=settings.demo_port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        thread.join(0.02)
    with httpx.Client(base_url=f"http://127.0.0.1:{settings.demo_port}") as client:
        yield client
    server.should_exit = True
    thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def yunlan_contracts() -> dict[str, FeedContract]:
    return {feed: contract for feed, contract in load_contracts().items() if contract.city == "yunlan"}


def pull_days(contract: FeedContract, settings: Settings, first: date, last: date) -> list[pa.RecordBatch]:
    return list(pull(contract, Window.of_days(first, last, contract.timezone), settings))


def texts_of(batches: list[pa.RecordBatch], column: str) -> list[str]:
    return [str(value) for batch in batches for value in batch.column(column).to_pylist() if value is not None]
