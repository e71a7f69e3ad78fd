"""The examinations behind ``superbrain doctor``."""

from __future__ import annotations

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from schemas.errors import HubError
from schemas.settings import REPO, Settings
from superbrain.services.daemon import find_process, is_healthy, is_port_taken
from superbrain.services.registry import hub_services

GIB = 1024**3
MIN_FREE_GIB = 2
PACKAGES = ("apache-airflow", "duckdb", "duckdb-extension-ducklake", "great-expectations", "presidio-analyzer")


@dataclass(frozen=True)
class Finding:
    """One thing examined. ``stopped`` and ``stale`` want attention, ``broken`` wants mending."""

    subject: str
    state: Literal["well", "stopped", "stale", "broken"]
    detail: str
    mend: str = ""


def checkup(settings: Settings) -> list[Finding]:
    """Every examination's findings; one that fails is itself a finding."""
    findings: list[Finding] = []
    for examine in (_packages, _state_folder, _contracts, _lake, _feeds, _ledger, _services):
        findings.extend(_guarded(examine, settings))
    return findings


def _guarded(examine: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(examine(settings))
    except (HubError, OSError) as error:
        return [Finding(examine.__name__.strip("_").replace("_", " "), "broken", str(error), "see the message")]


def _packages(_: Settings) -> Iterator[Finding]:
    yield Finding("python", "well", ".".join(map(str, sys.version_info[:3])))
    for name in PACKAGES:
        try:
            yield Finding(name, "well", version(name))
        except PackageNotFoundError:
            yield Finding(name, "broken", "not installed", "make hub")
    if not (REPO / ".venv-superset" / "bin" / "python").exists():
        yield Finding("superset", "broken", "its environment is not there", "make superset")
    if not shutil.which("chromium"):
        yield Finding("chromium", "stopped", "not installed: no PDF reports, no browser tests", "make browser")


def _state_folder(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    if not home.exists():
        yield Finding("state folder", "stopped", f"{home} is not there yet", "superbrain demo, or superbrain up")
        return
    mode = stat.S_IMODE(home.stat().st_mode)
    if mode & 0o077:
        yield Finding("state folder", "broken", f"others may enter it (mode {mode:o})", f"chmod 700 {home}")
    free = shutil.disk_usage(home).free / GIB
    state: Literal["well", "broken"] = "well" if free >= MIN_FREE_GIB else "broken"
    yield Finding("disk", state, f"{free:.1f} GiB free", "" if state == "well" else "free some space")
    yield from _private_files("keys", settings.keys_dir)
    yield from _private_files("api tokens", settings.api_dir)


def _private_files(subject: str, folder: Path) -> Iterator[Finding]:
    for path in sorted(folder.glob("*")) if folder.exists() else []:
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077 and path.suffix != ".pub":
            yield Finding(subject, "broken", f"others may read {path.name}", f"chmod 600 {path}")


def _contracts(settings: Settings) -> Iterator[Finding]:
    from schemas.contract_loader import load_contracts

    contracts = load_contracts(settings)
    yield Finding("contracts", "well", f"{len(contracts)} in order")


def _lake(settings: Settings) -> Iterator[Finding]:
    from warehouse.lake import open_lake

    if not settings.lake_dir.exists():
        yield Finding("lake", "stopped", "not made yet", "superbrain up")
        return
    with open_lake(settings) as conn:
        row = conn.execute("select count(*), max(finished_at) from ops.run").fetchone()
    assert row is not None
    yield Finding("lake", "well", f"{row[0]} runs, the last at {row[1]}")


def _feeds(settings: Settings) -> Iterator[Finding]:
    from warehouse.lake import open_lake

    if not settings.lake_dir.exists():
        return
    with open_lake(settings) as conn:
        found = conn.execute("select feed, state, last_error from ops.feed_health order by feed").fetchall()
    for feed, state, last_error in found:
        if state != "fresh":
            mend = f"superbrain feed run {feed}, after mending what the error names" if last_error else "wait or rerun"
            yield Finding(f"feed {feed}", "stale", last_error or state, mend)
    yield Finding("feeds", "well", f"{sum(state == 'fresh' for _, state, _ in found)} of {len(found)} fresh")


def _ledger(settings: Settings) -> Iterator[Finding]:
    from warehouse.lake import open_lake

    if not settings.lake_dir.exists():
        return
    with open_lake(settings) as conn:
        row = conn.execute("select max(tree_size), max(signed_at) from audit.checkpoint").fetchone()
        leaves = conn.execute("select count(*) from audit.ledger").fetchone()
    assert row is not None
    assert leaves is not None
    if leaves[0] and row[0] != leaves[0]:
        yield Finding(
            "ledger", "stale", f"{leaves[0] - (row[0] or 0)} leaves not yet sealed", "superbrain audit checkpoint"
        )
    else:
        yield Finding("ledger", "well", f"{leaves[0]} leaves, sealed at {row[1]}")


def _services(settings: Settings) -> Iterator[Finding]:
    for service in hub_services(settings):
        if find_process(service, settings) is None:
            if service.port and is_port_taken(service.port):
                yield Finding(service.name, "broken", f"port {service.port} is taken by another program", "free it")
            else:
                yield Finding(service.name, "stopped", "not running", "superbrain up")
        elif is_healthy(service, settings):
            yield Finding(service.name, "well", service.url or "running")
        else:
            yield Finding(service.name, "broken", "runs but does not answer", "superbrain down && superbrain up")
