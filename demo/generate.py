"""Generate the demo city's departmental systems, or extend them to a later day."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet

from demo.climate import day_number, to_date
from demo.delivery import Delivery
from demo.feeds import air, capacity, clinics, emergency, grid_reports, hotline, housing, traffic, water, weather
from demo.incidents import ground_truth
from demo.people import known_values
from demo.store import DemoError, State, database_path, demo_root, http_dir, load_state, people_path, truth_path
from demo.world import World, build_world
from demo.writers import csv_bytes, csv_gz_bytes, excel_bytes, jsonl_bytes, parquet_bytes, place
from schemas.settings import Settings

ZONE = ZoneInfo("Asia/Shanghai")
UTC_SHIFT_SECONDS = 8 * 3600
DEFAULT_DAYS = 400
DEFAULT_SEED = 1


@dataclass(frozen=True)
class DailyFiles:
    """A department that drops one file a day."""

    build: Callable[[World], Delivery]
    suffix: str
    encode: Callable[[pa.Table], bytes]


DAILY: dict[str, DailyFiles] = {
    grid_reports.FEED: DailyFiles(grid_reports.build, ".jsonl", lambda table: jsonl_bytes(table, grid_reports.NUMERIC)),
    emergency.FEED: DailyFiles(emergency.build, ".csv", lambda table: csv_bytes(table, "gb18030")),
    housing.FEED: DailyFiles(housing.build, ".csv.gz", csv_gz_bytes),
    air.FEED: DailyFiles(air.build, ".parquet", parquet_bytes),
    weather.FEED: DailyFiles(weather.build, ".csv", csv_bytes),
}
WORKBOOKS: dict[str, tuple[Callable[[World], Delivery], str, tuple[str, ...]]] = {
    clinics.FEED: (clinics.build, clinics.SHEET, clinics.NUMERIC),
    capacity.FEED: (capacity.build, capacity.SHEET, capacity.NUMERIC),
}
SERVICES: dict[str, Callable[[World], Delivery]] = {hotline.FEED: hotline.build, traffic.FEED: traffic.build}


def yesterday() -> date:
    """The last complete day in the city."""
    return datetime.now(ZONE).date() - timedelta(days=1)


def generate(
    settings: Settings,
    days: int = DEFAULT_DAYS,
    seed: int = DEFAULT_SEED,
    end: date | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> State:
    """Bring the city up to ``end`` (default: yesterday) with at least ``days`` days of history.

    Days that exist already stay as they are, bit for bit. ``progress`` is told each feed and its rows.
    Raises DemoError when the folder holds a city of another seed.
    """
    end = end or yesterday()
    known = load_state(settings)
    if known is not None and known.seed != seed:
        root = demo_root(settings)
        raise DemoError(f"{root} holds a city of seed {known.seed}: ask for that seed, or remove the folder")
    first = end - timedelta(days=days - 1)
    state = known or State(seed, end, first, None)
    wanted = State(seed, state.anchor, min(state.first, first), max(state.last or end, end))
    if wanted == state:
        return state
    replace(wanted, last=None).save(demo_root(settings))
    restart = state.last is None or wanted.first < state.first
    start = wanted.first if restart or state.last is None else max(wanted.first, state.last.replace(day=1))
    _write_all(settings, wanted, start, progress or _keep_quiet)
    wanted.save(demo_root(settings))
    return wanted


def _keep_quiet(feed: str, rows: int) -> None:
    """Progress that nobody follows."""
    del feed, rows


def _write_all(settings: Settings, state: State, start: date, progress: Callable[[str, int], None]) -> None:
    world = build_world(state.seed, state.anchor, start, state.last or start)
    for feed, files in DAILY.items():
        progress(feed, _write_daily(settings.drop_dir / feed, files, files.build(world)))
    for feed, (build, sheet, numeric) in WORKBOOKS.items():
        encode = _workbook(sheet, numeric)
        progress(feed, _write_monthly(settings.drop_dir / feed, ".xlsx", encode, build(world)))
    for feed, build in SERVICES.items():
        progress(feed, _write_monthly(http_dir(settings, feed), ".parquet", parquet_bytes, _with_epoch(build(world))))
    progress(water.FEED, _write_database(database_path(settings), water.build(world)))
    _write_truth(settings, world, state)


def _workbook(sheet: str, numeric: tuple[str, ...]) -> Callable[[pa.Table], bytes]:
    return lambda table: excel_bytes(table, sheet, numeric)


def _parts(delivery: Delivery, labels: list[str]) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each run of equal labels."""
    table = delivery.table.combine_chunks()
    marks = np.array(labels)
    edges = np.flatnonzero(np.r_[True, marks[1:] != marks[:-1], True]) if len(marks) else np.array([0])
    for low, high in pairwise(edges.tolist()):
        yield labels[low], table.slice(low, high - low)


def _write_daily(folder: Path, files: DailyFiles, delivery: Delivery) -> int:
    """Files that are there already were delivered once and for all."""
    labels = [to_date(day).isoformat() for day in delivery.delivered]
    for label, table in _parts(delivery, labels):
        path = folder / f"{label}{files.suffix}"
        if not path.exists():
            place(path, files.encode(table))
    return len(labels)


def _write_monthly(folder: Path, suffix: str, encode: Callable[[pa.Table], bytes], delivery: Delivery) -> int:
    labels = [to_date(day).isoformat()[:7] for day in delivery.delivered]
    for label, table in _parts(delivery, labels):
        place(folder / f"{label}{suffix}", encode(table))
    return len(labels)


def _with_epoch(delivery: Delivery) -> Delivery:
    """In order of the time of update, with that time as a column (seconds since 1970, UTC)."""
    ranking = np.argsort(delivery.updated, kind="stable")
    ordered = delivery.take(ranking)
    return replace(
        ordered, table=ordered.table.append_column("_epoch", pa.array(ordered.updated * 60 - UTC_SHIFT_SECONDS))
    )


def _write_database(path: Path, delivery: Delivery) -> int:
    """Replace the rows from the first delivered day on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ", ".join(delivery.table.column_names)
    first = to_date(int(delivery.delivered.min())).isoformat() if len(delivery.delivered) else ""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"create table if not exists network_event ({names})")
        database.execute("create index if not exists network_event_updated on network_event (updated_time)")
        database.execute("delete from network_event where updated_time >= ?", (first,))
        marks = ", ".join("?" * delivery.table.num_columns)
        rows = zip(*(column.to_pylist() for column in delivery.table.columns), strict=True)
        database.executemany(f"insert into network_event values ({marks})", rows)
    return len(delivery.table)


def _write_truth(settings: Settings, world: World, state: State) -> None:
    last = day_number(state.last or state.anchor)
    seen = [
        ground_truth(incident, world.places)
        for incident in world.incidents
        if incident.end >= day_number(state.first) and incident.start <= last
    ]
    truth = {"seed": state.seed, "anchor": state.anchor, "first": state.first, "last": state.last, "incidents": seen}
    place(truth_path(settings), json.dumps(truth, default=str, ensure_ascii=False, indent=1).encode())
    if not people_path(settings).exists():
        sink = io.BytesIO()
        pyarrow.parquet.write_table(known_values(world.residents), sink, compression="zstd")
        place(people_path(settings), sink.getvalue())
