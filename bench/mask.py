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
import numpy.typing as npt
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from bench.mask_notes import MarkedNote, hand_written
from bench.mask_presidio import presidio_with_jieba
from bench.mask_texts import Known, known_notes
from privacy.engine import default_engine
from privacy.normalise import normalise
from privacy.prefilter import HyperscanPrefilter
from privacy.registry import default_registry
from privacy.workers import WorkerPool

SEED = 20260101
N_RESAMPLES = 2000
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


def interval(hits: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], seed: int) -> tuple[float, float, float]:
    """A ratio of sums over notes and its 95 % bootstrap interval (Efron 1979, percentile), notes resampled."""
    rng = np.random.default_rng(seed)
    draws = rng.integers(0, len(hits), (N_RESAMPLES, len(hits)))
    ratios = hits[draws].sum(axis=1) / np.maximum(weights[draws].sum(axis=1), 1)
    low, high = np.quantile(ratios, [0.025, 0.975])
    return float(hits.sum() / max(weights.sum(), 1)), float(low), float(high)


def masked_places(texts: list[str]) -> list[set[int]]:
    """The masked code points of each text."""
    spans = default_engine().detect(texts)
    places: list[set[int]] = [set() for _ in texts]
    for text, start, end in zip(*(spans[name].to_pylist() for name in ("text", "start", "end")), strict=True):
        places[text].update(range(start, end))
    return places


def structured(notes: list[Known]) -> dict[str, tuple[float, float, float]]:
    """Document leak rate by entity: the share of notes in which any letter or digit of it stays."""
    places = masked_places([note.text for note in notes])
    rates = {}
    for entity in sorted({span[2] for note in notes for span in note.spans}):
        held = [
            (note, seen) for note, seen in zip(notes, places, strict=True) if any(s[2] == entity for s in note.spans)
        ]
        leaks = np.array([float(leaks_in(note, seen, entity)) for note, seen in held])
        rates[entity] = interval(leaks, np.ones(len(leaks)), SEED)
    return rates


def leaks_in(note: Known, seen: set[int], entity: str) -> bool:
    """Whether a letter or digit of an entity stays."""
    wanted = [i for start, end, name in note.spans if name == entity for i in range(start, end)]
    return any(i not in seen for i in wanted if note.text[i].isalnum())


def names(notes: list[MarkedNote]) -> dict[str, tuple[float, float, float]]:
    """Hand-written notes: name characters left, notes with a name left, clean characters masked."""
    places = masked_places([note.text for note in notes])
    left = np.array([float(len(note.names - seen)) for note, seen in zip(notes, places, strict=True)])
    total = np.array([float(len(note.names)) for note in notes])
    clean = [set(range(len(note.text))) - note.names - note.other - note.either for note in notes]
    over = np.array([float(len(c & seen)) for c, seen in zip(clean, places, strict=True)])
    return {
        "name characters left": interval(left, total, SEED),
        "notes with a name left": interval((left > 0).astype(float), (total > 0).astype(float), SEED),
        "clean characters masked": interval(over, np.array([float(len(c)) for c in clean]), SEED),
    }


def show_speeds(found: dict[str, Speed]) -> None:
    """Print the speed table."""
    base = found["Presidio, same patterns + jieba"]
    table = Table("way", "texts/s (wall)", "texts/s (processor)", "× Presidio", title="Speed, short notes")
    for way, speed in found.items():
        ratio = speed.cpu / base.cpu if speed.cpu and base.cpu else speed.wall / base.wall
        table.add_row(way, f"{speed.wall:,.0f}", f"{speed.cpu:,.0f}" if speed.cpu else "", f"{ratio:,.0f}")
    console.print(table)


def show_rates(title: str, rates: dict[str, tuple[float, float, float]]) -> None:
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
    chosen = options.parse_args()
    texts = [note.text for note in known_notes(chosen.texts, SEED)]
    console.print(f"{len(texts):,} notes of {np.mean([len(t) for t in texts]):.0f} code points, seed {SEED}")
    show_speeds(speeds(texts, chosen.presidio_texts, chosen.repeats))
    show_rates("Document leak rate by entity", structured(known_notes(20_000, SEED + 1)))
    for language in ("zh", "en", "zh_unseen", "en_unseen"):
        show_rates(f"Names in hand-written notes, {language}", names(hand_written(language)))


if __name__ == "__main__":
    main()
