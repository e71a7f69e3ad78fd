"""Masking, measured in one run: speed beside Presidio and a bare pattern scan, leaks and over-masking.

``python -m bench.mask``. Speed is given in texts per second of wall clock and of processor time: on a shared
machine only the second, and the ratios, carry over to another day.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from bench.mask_notes import hand_written
from bench.mask_presidio import presidio_with_jieba
from bench.mask_rates import EntityRate, Rate, of_known, of_marked, of_names, over_masking_of_known
from bench.mask_texts import hotline_notes, known_notes
from privacy.engine import default_engine
from privacy.normalise import normalise
from privacy.prefilter import HyperscanPrefilter
from privacy.registry import default_registry
from privacy.workers import WorkerPool

SEED = 20260101
N_GENERATED = 30_000
LOOKED_AT = ("zh", "en", "zh_unseen", "en_unseen", "zh_tester", "en_tester")
SEALED = ("zh_hotline", "en_hotline", "zh_sealed", "en_sealed", "zh_news_sealed")
console = Console(width=110)


@dataclass(frozen=True)
class Speed:
    """Texts per second of wall clock; of the caller's processor time where it does all the work."""

    wall: float
    cpu: float | None


def timed(work: Callable[[], object], n_texts: int, repeats: int, in_process: bool = True) -> Speed:
    """The best of several runs."""
    walls, cpus = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return Speed(n_texts / min(walls), n_texts / min(cpus) if in_process else None)


def speeds(texts: list[str], n_presidio: int, repeats: int) -> dict[str, Speed]:
    """Every way of masking the same texts."""
    column, engine, presidio = pa.array(texts), default_engine(), presidio_with_jieba()
    scan = HyperscanPrefilter(default_registry().patterns)
    engine.mask_texts(column.slice(0, 100))
    few = texts[:n_presidio]
    with WorkerPool(2) as pool:
        pool.mask_texts(column)
        return {
            "hub, one process": timed(lambda: engine.mask_texts(column), len(texts), repeats),
            "hub, two processes": timed(lambda: pool.mask_texts(column), len(texts), repeats, in_process=False),
            "pattern scan alone": timed(lambda: scan.candidates(normalise(texts)), len(texts), repeats),
            "Presidio, same patterns + jieba": timed(lambda: [presidio(text) for text in few], len(few), 1),
        }


def show_speeds(title: str, found: dict[str, Speed]) -> None:
    """Print the speed table."""
    base = found["Presidio, same patterns + jieba"]
    table = Table("way", "texts/s (wall)", "texts/s (processor)", "× Presidio", title=title)
    for way, speed in found.items():
        ratio = speed.cpu / base.cpu if speed.cpu and base.cpu else speed.wall / base.wall
        table.add_row(way, f"{speed.wall:,.0f}", f"{speed.cpu:,.0f}" if speed.cpu else "", f"{ratio:,.0f}")
    console.print(table)


def show_entities(title: str, rates: dict[str, EntityRate]) -> None:
    """Print the document leak rate of every entity."""
    table = Table("entity", "notes", "notes with a character left", "95 % interval", "characters masked", title=title)
    for entity, found in rates.items():
        leaking, low, high = found.leaking
        masked = 1 - found.n_left / found.n_characters
        table.add_row(entity, f"{found.n_notes:,}", f"{leaking:.2%}", f"{low:.2%} – {high:.2%}", f"{masked:.2%}")
    console.print(table)


def show_rates(title: str, rates: dict[str, Rate]) -> None:
    """Print rates with their intervals."""
    table = Table("what", "rate", "95 % interval", title=title)
    for what, (rate, low, high) in rates.items():
        table.add_row(what, f"{rate:.2%}", f"{low:.2%} – {high:.2%}")
    console.print(table)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=40_000)
    options.add_argument("--presidio-texts", type=int, default=1000)
    options.add_argument("--repeats", type=int, default=3)
    options.add_argument("--no-speed", action="store_true", help="rates alone")
    chosen = options.parse_args()
    if not chosen.no_speed:
        texts = hotline_notes(chosen.texts, SEED)
        console.print(f"{len(texts):,} notes of {np.mean([len(t) for t in texts]):.0f} code points, seed {SEED}")
        show_speeds("Speed, hotline notes", speeds(texts, chosen.presidio_texts, chosen.repeats))
        dense = [note.text for note in known_notes(chosen.texts, SEED)]
        show_speeds("Speed, identifiers in every note", speeds(dense, chosen.presidio_texts, chosen.repeats))
    generated = known_notes(N_GENERATED, SEED + 1)
    show_entities(f"Generated notes, seed {SEED + 1}", of_known(generated))
    show_rates("Generated notes", {"clean characters masked": over_masking_of_known(generated, SEED)})
    sealed = [note for name in SEALED for note in hand_written(name)]
    show_entities("Sealed hand-written notes", of_marked(sealed))
    for name in (*LOOKED_AT, *SEALED):
        show_rates(f"Hand-written notes, {name}", of_names(hand_written(name), SEED))


if __name__ == "__main__":
    main()
