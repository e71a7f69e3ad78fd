"""Mask a JSON-lines file: ``text`` in, ``masked`` and ``spans`` out, all other keys as they are."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import pyarrow as pa

from privacy.engine import LANGUAGES, Engine, default_engine
from privacy.errors import MaskingError

BATCH_LINES = 20_000
Record = dict[str, Any]


@dataclass(frozen=True)
class Counts:
    """``n_texts``: lines written; ``n_spans``: mentions masked; ``by_entity``: of each kind."""

    n_texts: int
    n_spans: int
    by_entity: dict[str, int]


def mask_jsonl(
    source: Path,
    target: Path,
    lang: str = "auto",
    recall_bias: float = 0.0,
    progress: Callable[[int], None] | None = None,
) -> Counts:
    """Mask every object of ``source`` into ``target``, which appears whole or not at all.

    Spans are ``[start, end, ENTITY]`` in code points of the original ``text``; a ``text`` of null stays null.
    The original ``text`` is not written. ``progress`` is told how many texts each batch had. MaskingError names the
    line that is wrong.
    """
    if lang not in LANGUAGES:
        raise MaskingError(f"unknown language {lang!r}: use one of {', '.join(LANGUAGES)}")
    if not target.parent.is_dir():
        raise MaskingError(f"{target.parent}: no such folder; make it, or write elsewhere")
    try:
        with source.open("rb") as lines:
            return written(lines, source, target, lang, recall_bias, progress)
    except OSError as error:
        raise MaskingError(f"{error.filename or source}: {error.strerror}") from None


def written(
    lines: BinaryIO,
    source: Path,
    target: Path,
    lang: str,
    recall_bias: float,
    progress: Callable[[int], None] | None,
) -> Counts:
    """Write beside the target, then rename over it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as out:
            tell = progress or (lambda _n: None)
            counts = masked_lines(records(lines, source), out, lang, recall_bias, tell)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return counts


def records(lines: BinaryIO, source: Path) -> Iterator[Record]:
    """The objects of the file; MaskingError at the first line that is none."""
    number = 0
    while line := lines.readline():
        number += 1
        if line.strip():
            yield record(line, f"{source}, line {number}")


def record(line: bytes, place: str) -> Record:
    """One line's object, checked."""
    try:
        parsed = json.loads(line.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        reasons = {RecursionError: "nested too deep", json.JSONDecodeError: getattr(error, "msg", "")}
        reason = reasons.get(type(error), "a number too long")
        raise MaskingError(f"{place}: not JSON ({reason}); each line must be one object with a text") from None
    if not isinstance(parsed, dict) or "text" not in parsed:
        raise MaskingError(f"{place}: each line must be one JSON object with the key 'text'")
    if parsed["text"] is not None and not isinstance(parsed["text"], str):
        raise MaskingError(f"{place}: 'text' must be a string or null, not {type(parsed['text']).__name__}")
    return parsed


def masked_lines(
    items: Iterator[Record], out: TextIO, lang: str, recall_bias: float, progress: Callable[[int], None]
) -> Counts:
    """Mask and write in batches of bounded size."""
    engine, n_texts, tables = default_engine(), 0, []
    while batch := list(islice(items, BATCH_LINES)):
        tables.append(write_batch(batch, out, engine, lang, recall_bias))
        n_texts += len(batch)
        progress(len(batch))
    if not tables:
        return Counts(0, 0, {})
    counted = pa.chunked_array(tables, type=pa.string()).value_counts().to_pylist()
    by_entity = {str(entry["values"]): int(entry["counts"]) for entry in counted}
    return Counts(n_texts, sum(by_entity.values()), dict(sorted(by_entity.items())))


def write_batch(batch: list[Record], out: TextIO, engine: Engine, lang: str, recall_bias: float) -> pa.Array:
    """Write one batch; returns the entity of every span."""
    masked, spans = engine.mask_texts([item["text"] for item in batch], lang, recall_bias)
    found: list[list[tuple[int, int, str]]] = [[] for _ in batch]
    columns = (spans[name].to_pylist() for name in ("text", "start", "end", "entity"))
    for index, start, end, entity in zip(*columns, strict=True):
        found[index].append((start, end, entity))
    for item, text, places in zip(batch, masked, found, strict=True):
        shown = {**item, "masked": None if item["text"] is None else text, "spans": places}
        del shown["text"]
        out.write(json.dumps(shown, ensure_ascii=False) + "\n")
    return spans["entity"].combine_chunks()
