"""The detector run once more, over a sample of what was stored: a rate of suspicious texts for each table and column.

Needles find what is known. This finds what nobody listed; it also finds the detector's own false alarms, so
the rate is reported and watched, and does not by itself fail the scan. Pseudonyms are not texts and left out.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from privacy.engine import default_engine
from privacy.erased import TOKEN
from schemas.settings import Settings

LAYERS = ("silver", "ops")
"""Layers that hold rows of departments; the others hold counts and public names."""
ROWS_A_FILE = 1000


@dataclass(frozen=True)
class Detection:
    """How many sampled texts of a column still look personal to the detector."""

    table: str
    column: str
    entity: str
    n_suspicious: int
    n_sampled: int


def detect_in_sample(settings: Settings, n_texts: int = 20_000, seed: int = 0) -> list[Detection]:
    """Detections in about ``n_texts`` texts of the lake's local Parquet files, most suspicious column first."""
    sampled: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str, str]] = Counter()
    for table, column, texts in _sample(settings, n_texts, random.Random(seed)):  # noqa: S311 - a sample, not a secret
        sampled[table, column] += len(texts)
        spans = default_engine().detect(texts)
        pairs = set(zip(spans["text"].to_pylist(), spans["entity"].to_pylist(), strict=True))
        found.update((table, column, entity) for _, entity in pairs)
    return [Detection(*place, n, sampled[place[:2]]) for place, n in found.most_common()]


def _sample(settings: Settings, n_texts: int, rng: random.Random) -> Iterator[tuple[str, str, list[str]]]:
    root = Path(settings.data_path or settings.lake_dir / "data")
    paths = [path for layer in LAYERS for path in sorted((root / layer).rglob("*.parquet"))]
    rng.shuffle(paths)
    left = n_texts
    for path in paths:
        for column, texts in _texts(path, rng):
            yield ".".join(path.relative_to(root).parts[:2]), column, texts[: max(left, 0)]
            left -= len(texts)
        if left <= 0:
            return


def _texts(path: Path, rng: random.Random) -> Iterator[tuple[str, list[str]]]:
    for name, column in _row_group(path, rng).items():
        texts = [text for text in column.unique().to_pylist() if text and not TOKEN.fullmatch(text)]
        yield name, rng.sample(texts, min(len(texts), ROWS_A_FILE))


def _row_group(path: Path, rng: random.Random) -> dict[str, pa.ChunkedArray]:
    """Text columns of one part of the file; none where it is empty, or gone or unfinished: the scan names that."""
    try:
        with pq.ParquetFile(path) as file:
            names = [field.name for field in file.schema_arrow if pa.types.is_string(field.type)]
            if not file.num_row_groups:
                return {}
            table = file.read_row_group(rng.randrange(file.num_row_groups), columns=names)
    except (OSError, pa.ArrowException):
        return {}
    return {name: table[name] for name in names}
