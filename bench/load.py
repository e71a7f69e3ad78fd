"""Rows a second through the whole path, by stage: shape, mask, stage, check, publish; then the marts.

Run: ``python -m bench.load [rows]``. The rows are the demo city's hotline and grid reports, made beforehand, so that
making and pulling them does not count. Figures are single runs on one machine: compare them only side by side.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from privacy.masking import Masker
from schemas.contract import FeedContract
from schemas.contract_loader import read_contracts
from schemas.settings import REPO, Settings
from schemas.window import Window
from warehouse.lake import initialise_lake
from warehouse.marts import build_marts
from warehouse.masking_record import MaskingRecord
from warehouse.plan import DAY
from warehouse.publish import CheckedWindow, publish
from warehouse.quality.check import check_stage
from warehouse.shape import shape_batch, shape_context
from warehouse.sources import pull
from warehouse.stage import open_stage

FEED = "grid_reports"
N_DAYS = 120


class Clock:
    """Wall and processor seconds by stage."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add what passes inside to ``stage``."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall[stage] = self.wall.get(stage, 0.0) + time.perf_counter() - wall
        self.cpu[stage] = self.cpu.get(stage, 0.0) + time.process_time() - cpu


def main() -> None:
    """Print the table of stages."""
    with tempfile.TemporaryDirectory(prefix="bench-load-") as folder:
        settings = Settings(home=Path(folder) / "var")
        _generate(settings)
        contract = read_contracts(settings)[0][FEED]
        window = _window(contract)
        batches = list(pull(contract, window, settings))
        initialise_lake(settings)
        warm_up(contract, batches, settings)
        clock, n_rows = run(contract, window, batches, settings)
        _print(clock, n_rows)


def run(contract: FeedContract, window: Window, batches: list[pa.RecordBatch], settings: Settings) -> tuple[Clock, int]:
    """The path of :func:`warehouse.load.load_window`, stage by stage, then the marts."""
    clock, masking = Clock(), MaskingRecord()
    masker, context = Masker.for_contract(contract, settings), shape_context(contract, settings)
    with open_stage(contract, settings) as stage:
        for raw in batches:
            with clock.time("shape"):
                shaped = shape_batch(raw, contract, context)
            with clock.time("mask"):
                masked = masker.mask(shaped.batch)
            with clock.time("stage"):
                stage.append(masked.batch)
                masking.add(masked.batch, masked.findings)
        with clock.time("stage"):
            n_repeated = stage.deduplicate()
        with clock.time("check"):
            results = check_stage(stage, settings)
        with clock.time("publish"):
            publish(CheckedWindow(stage, window, results, masking, n_repeated, datetime.now(UTC)), settings)
        n_rows = stage.n_pulled
    with clock.time("marts"):
        build_marts(settings)
    return clock, n_rows


def warm_up(contract: FeedContract, batches: list[pa.RecordBatch], settings: Settings) -> None:
    """Compile and load what the first batch would pay for."""
    shaped = shape_batch(batches[0].slice(0, 100), contract, shape_context(contract, settings))
    Masker.for_contract(contract, settings).mask(shaped.batch)


def _generate(settings: Settings) -> None:
    command = [sys.executable, "-m", "demo", "generate", "--days", str(N_DAYS)]
    subprocess.run(command, cwd=REPO, env={"SUPERBRAIN_HOME": str(settings.home), "PATH": "/usr/bin:/bin"}, check=True)


def _window(contract: FeedContract) -> Window:
    last = datetime.now(UTC).date() - 2 * DAY
    return Window.of_days(last - (N_DAYS - 5) * DAY, last, contract.timezone)


def _print(clock: Clock, n_rows: int) -> None:
    print(f"{'stage':<9}{'wall s':>9}{'cpu s':>9}{'rows/s':>12}   ({n_rows:,} rows of {FEED})")
    for stage, wall in clock.wall.items():
        print(f"{stage:<9}{wall:>9.2f}{clock.cpu[stage]:>9.2f}{n_rows / max(wall, 1e-9):>12,.0f}")
    path = sum(wall for stage, wall in clock.wall.items() if stage != "marts")
    print(f"{'path':<9}{path:>9.2f}{'':>9}{n_rows / path:>12,.0f}")


if __name__ == "__main__":
    main()
