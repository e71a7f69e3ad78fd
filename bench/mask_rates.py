"""How much masking leaves, and how much it takes too much of: rates with 95 % intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from bench.mask_notes import MarkedNote
from bench.mask_texts import Known
from privacy.engine import default_engine

N_RESAMPLES = 2000
Z = 1.959964
Rate = tuple[float, float, float]
"""A share and the ends of its 95 % interval."""


@dataclass(frozen=True)
class EntityRate:
    """``leaking``: of ``n_notes`` notes with the entity, the share that shows a letter or digit of it (Wilson 1927);
    ``n_left``: such characters in all, of ``n_characters``.
    """

    n_notes: int
    leaking: Rate
    n_left: int
    n_characters: int


def wilson(n_hits: int, n: int) -> Rate:
    """A share with Wilson's score interval.

    >>> [round(value, 4) for value in wilson(0, 1000)]
    [0.0, 0.0, 0.0038]
    """
    share = n_hits / max(n, 1)
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return share, max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(hits: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], seed: int) -> Rate:
    """A ratio of sums over notes and its percentile interval (Efron 1979), notes resampled."""
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


def of_known(notes: list[Known]) -> dict[str, EntityRate]:
    """Rates by entity of generated notes."""
    wanted = []
    for note in notes:
        places: dict[str, set[int]] = {}
        for start, end, entity in note.spans:
            places.setdefault(entity, set()).update(range(start, end))
        wanted.append(places)
    return by_entity([note.text for note in notes], wanted)


def of_marked(notes: list[MarkedNote]) -> dict[str, EntityRate]:
    """Rates by entity of hand-written notes."""
    return by_entity([note.text for note in notes], [{k: set(v) for k, v in note.by_entity.items()} for note in notes])


def by_entity(texts: list[str], wanted: list[dict[str, set[int]]]) -> dict[str, EntityRate]:
    """Rates for ``wanted``: of each text the places of every entity."""
    rates = {}
    masked = masked_places(texts)
    for entity in sorted({name for places in wanted for name in places}):
        left = [
            (sum(texts[i][at].isalnum() and at not in masked[i] for at in places[entity]), len(places[entity]))
            for i, places in enumerate(wanted)
            if entity in places
        ]
        n_leaking = sum(n_left > 0 for n_left, _ in left)
        totals = sum(n_left for n_left, _ in left), sum(n for _, n in left)
        rates[entity] = EntityRate(len(left), wilson(n_leaking, len(left)), *totals)
    return rates


def over_masking_of_known(notes: list[Known], seed: int) -> Rate:
    """Of characters that are nobody's, the share masked."""
    clean = [set(range(len(n.text))) - {i for s, e, _ in n.spans for i in range(s, e)} for n in notes]
    return share_masked([note.text for note in notes], clean, seed)


def of_names(notes: list[MarkedNote], seed: int) -> dict[str, Rate]:
    """Hand-written notes: name characters masked, notes with a name left, clean characters masked."""
    texts = [note.text for note in notes]
    seen = masked_places(texts)
    left = np.array([float(len(note.names - places)) for note, places in zip(notes, seen, strict=True)])
    total = np.array([float(len(note.names)) for note in notes])
    clean = [set(range(len(note.text))) - note.names - note.other - note.either for note in notes]
    return {
        "name characters masked": bootstrap(total - left, total, seed),
        "notes with a name left": wilson(int((left > 0).sum()), int((total > 0).sum())),
        "clean characters masked": share_masked(texts, clean, seed),
    }


def share_masked(texts: list[str], clean: list[set[int]], seed: int) -> Rate:
    """Of the ``clean`` places of each text, the share masked."""
    hits = [float(len(places & seen)) for places, seen in zip(clean, masked_places(texts), strict=True)]
    return bootstrap(np.array(hits), np.array([float(len(places)) for places in clean]), seed)
