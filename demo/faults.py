"""Break the departments' systems as they break in life, and mend them again."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from demo.store import DemoError, demo_root, load_state
from demo.writers import place
from schemas.settings import Settings

SLOW_SECONDS = 40.0
HTTP_KINDS = ("http_500", "http_429", "html", "half_json", "slow")
HTTP_FEEDS = ("hotline_12345", "traffic_incidents")


def _half(content: bytes) -> bytes:
    """A file of which only the first part has arrived, cut inside a row."""
    return content[: len(content) // 2 - 7]


def _without_column(content: bytes) -> bytes:
    """The CSV's third column is gone."""
    lines = [line.split(b",") for line in content.split(b"\n")]
    return b"\n".join(b",".join(cells[:2] + cells[3:]) for cells in lines)


def _with_column(content: bytes) -> bytes:
    """The CSV has a column that nobody has described."""
    header, _, rest = content.partition(b"\n")
    extra = b"\n".join(line + b",x" if line else line for line in rest.split(b"\n"))
    return header + b",new_column\n" + extra


def _gz(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda content: gzip.compress(change(gzip.decompress(content)), mtime=0)


FILE_KINDS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "half_file": ("grid_reports", _half),
    "truncated_gzip": ("housing_faults", _half),
    "missing_column": ("housing_faults", _gz(_without_column)),
    "extra_column": ("weather", _with_column),
    "wrong_encoding": ("emergency_calls", lambda content: content.decode("gb18030").encode("utf-16")),
    "html_file": ("weather", lambda _: b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"),
    "empty_file": ("grid_reports", lambda _: b""),
    "not_parquet": ("air_quality", lambda content: b"PAR1" + content[40:]),
    "not_excel": ("fever_clinics", _half),
    "missing_file": ("emergency_calls", lambda content: content),
    "duplicate_delivery": ("grid_reports", lambda content: content + content),
}
"""Kind to the feed it happens to and what becomes of the newest file."""
KINDS = (*FILE_KINDS, *HTTP_KINDS, "broken_database")


def _plan(settings: Settings) -> Path:
    return demo_root(settings) / "http_faults.json"


def _shelf(settings: Settings) -> Path:
    """Where whole files wait until they are mended."""
    return demo_root(settings) / "whole"


def break_system(settings: Settings, kind: str, feed: str | None = None, times: int = 1_000_000) -> str:
    """Break one system; ``times``: how many requests a service answers wrongly. Returns what was broken.

    Raises DemoError for an unknown kind or a city that is not there.
    """
    if load_state(settings) is None:
        raise DemoError(f"no demo city under {demo_root(settings)}: run `python -m demo generate` first")
    if kind in FILE_KINDS:
        return _break_file(settings, kind, feed)
    if kind == "broken_database":
        return _break_database(settings)
    if kind not in HTTP_KINDS:
        raise DemoError(f"unknown fault '{kind}': one of {', '.join(KINDS)}")
    feed = feed or HTTP_FEEDS[0]
    if feed not in HTTP_FEEDS:
        raise DemoError(f"fault '{kind}' needs a REST feed: {' or '.join(HTTP_FEEDS)}")
    faults = _read_faults(settings) | {feed: {"kind": kind, "times": times}}
    place(_plan(settings), json.dumps(faults).encode())
    return feed


def _break_file(settings: Settings, kind: str, feed: str | None) -> str:
    usual, change = FILE_KINDS[kind]
    folder = settings.drop_dir / (feed or usual)
    files = sorted(path for path in folder.glob("2*") if path.is_file())
    if not files:
        raise DemoError(f"no deliveries in {folder}")
    target, whole = files[-1], _shelf(settings) / folder.name / files[-1].name
    if not whole.exists():
        whole.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target, whole)
    place(target, change(whole.read_bytes()))
    if kind == "missing_file":
        target.unlink()
    return str(target.relative_to(settings.drop_dir))


def _break_database(settings: Settings) -> str:
    """The database's file is replaced by something that is none."""
    target = settings.drop_dir / "water_network" / "network.sqlite"
    whole = _shelf(settings) / "water_network" / target.name
    whole.parent.mkdir(parents=True, exist_ok=True)
    if not whole.exists():
        shutil.copy2(target, whole)
    place(target, b"This is no database.")
    return str(target.relative_to(settings.drop_dir))


def mend(settings: Settings) -> list[str]:
    """Put every whole file back and let the services answer again. Returns what was mended."""
    mended = []
    for whole in sorted(_shelf(settings).rglob("*.*")):
        name = whole.relative_to(_shelf(settings))
        place(settings.drop_dir / name, whole.read_bytes())
        whole.unlink()
        mended.append(str(name))
    mended += sorted(_read_faults(settings))
    _plan(settings).unlink(missing_ok=True)
    return mended


def _read_faults(settings: Settings) -> dict[str, dict[str, str | int]]:
    path = _plan(settings)
    faults: dict[str, dict[str, str | int]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return faults


def take_http_fault(settings: Settings, feed: str) -> str | None:
    """The fault that this request to ``feed``'s service meets, counted down; None when it is whole."""
    faults = _read_faults(settings)
    fault = faults.get(feed)
    if fault is None or int(fault["times"]) <= 0:
        return None
    faults[feed] = fault | {"times": int(fault["times"]) - 1}
    place(_plan(settings), json.dumps(faults).encode())
    return str(fault["kind"])
