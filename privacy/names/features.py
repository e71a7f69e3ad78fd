"""Hashed features of units, compiled: identities around, gazetteer classes, dictionary words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from privacy.names.compiled import compiled
from privacy.names.segments import Segments
from privacy.names.units import BREAK, BREAKS, HAN, WORD, Hashes, Units, mixed

N_BUCKETS = 1 << 19
PAD = BREAKS
HAN_FIRST, HAN_LAST = 0x4E00, 0x9FFF


class Gazetteer(NamedTuple):
    """``han``: class of each character from U+4E00 (surname and given-name strength, 12 classes).

    ``word_keys``, ``word_values``: open hash table (size a power of two) of word hash to bits: first name 1,
    surname 2, how common the word is 0–3 in bits 2–3. ``lexicon``: hash table of Chinese words and their frequency
    (:func:`privacy.names.segments.frequency_class`).
    """

    han: npt.NDArray[np.uint8]
    word_keys: npt.NDArray[np.uint32]
    word_values: npt.NDArray[np.uint8]
    lexicon: npt.NDArray[np.uint32]


@compiled
def look_up(keys: npt.NDArray[np.uint32], values: npt.NDArray[np.uint8], h: np.uint64) -> int:
    """Value of a word's hash; 0 where it is unknown."""
    size = np.uint64(len(keys) - 1)
    key = np.uint32(h >> np.uint64(32)) | np.uint32(1)
    place = h & size
    while keys[place] != 0:
        if keys[place] == key:
            return int(values[place])
        place = (place + np.uint64(1)) & size
    return 0


@compiled
def insert(keys: npt.NDArray[np.uint32], values: npt.NDArray[np.uint8], h: np.uint64, bits: int) -> None:
    """Adds bits to a word's value."""
    size = np.uint64(len(keys) - 1)
    key = np.uint32(h >> np.uint64(32)) | np.uint32(1)
    place = h & size
    while keys[place] != 0 and keys[place] != key:
        place = (place + np.uint64(1)) & size
    keys[place] = key
    values[place] |= np.uint8(bits)


@compiled
def classes(points: npt.NDArray[np.int32], units: Units, gazetteer: Gazetteer) -> npt.NDArray[np.uint8]:
    """Gazetteer class of each unit, below 256."""
    out = np.zeros(len(units.kind), np.uint8)
    for i in range(len(out)):
        kind = units.kind[i]
        if kind == HAN:
            point = points[units.start[i]]
            out[i] = gazetteer.han[point - HAN_FIRST] if HAN_FIRST <= point <= HAN_LAST else 0
        elif kind == WORD:
            bits = look_up(gazetteer.word_keys, gazetteer.word_values, units.word[i])
            out[i] = 16 + bits * 5 + units.shape[i]
        else:
            out[i] = 100 + kind
    return out


@compiled
def features(i: int, units: Units, cls: npt.NDArray[np.uint8], words: Segments, out: npt.NDArray[np.int32]) -> int:
    """Write the bucket numbers of unit ``i`` to ``out``; returns how many. Needs ``PAD`` units around."""
    w: Hashes = units.word
    a, b, c, d, e = w[i - 2], w[i - 1], w[i], w[i + 1], w[i + 2]
    g0, g1, g2 = np.uint64(cls[i]), np.uint64(cls[i + 1]), np.uint64(cls[i + 2])
    l1, l2 = np.uint64(cls[i - 1]), np.uint64(cls[i - 2])
    g3 = np.uint64(cls[i + 3])
    bc, cd, ab, de = mixed(b, c), mixed(c, d), mixed(a, b), mixed(d, e)
    lg0, g01 = l1 * np.uint64(256) + g0, g0 * np.uint64(256) + g1
    lg01, g012 = lg0 * np.uint64(256) + g1, g01 * np.uint64(256) + g2
    n = 0
    for h in (
        c, b, d, a, e, bc, cd, ab, de, mixed(b, d), mixed(bc, d), mixed(a, bc), mixed(c, de), mixed(de, w[i + 3]),
        mixed(w[i - 3], ab), g0, lg0, g01, lg01, l2 * np.uint64(65536) + lg0, g012,
        mixed(b, g0), mixed(b, g01), mixed(d, g0), mixed(d, lg0), mixed(ab, g0), mixed(w[i + 3], g012),
        mixed(d, l2 * np.uint64(65536) + lg0), g012 * np.uint64(256) + g3,
    ):  # fmt: skip
        out[n] = np.int32(mixed(np.uint64(n + 1), h) & np.uint64(N_BUCKETS - 1))
        n += 1
    if units.kind[i] == WORD:
        shape = np.uint64(units.shape[i])
        for h in (mixed(units.suffix[i], shape), mixed(units.prefix[i], shape), mixed(c, shape), mixed(bc, shape)):
            out[n] = np.int32(mixed(np.uint64(n + 1), h) & np.uint64(N_BUCKETS - 1))
            n += 1
    elif units.kind[i] == HAN:
        n = word_features(i, n, g01, lg0, words, out)
    return n


@compiled
def word_features(i: int, n: int, g01: np.uint64, lg0: np.uint64, words: Segments, out: npt.NDArray[np.int32]) -> int:
    """Further buckets of a Chinese character: its dictionary word and those around; returns how many in all."""
    left, right = words.before[i], words.after[i]
    s0, s1, s2 = np.uint64(words.code[i]), np.uint64(words.code[i + 1]), np.uint64(words.code[i + 2])
    p1, p2 = np.uint64(words.code[i - 1]), np.uint64(words.code[i - 2])
    step = np.uint64(256)
    s01, p10 = s0 * step + s1, p1 * step + s0
    marks = (
        np.uint64(words.marks[i]) << np.uint64(48)
        | np.uint64(words.marks[i - 1]) << np.uint64(50)
        | np.uint64(words.marks[i + 1]) << np.uint64(52)
        | np.uint64(words.marks[i - 2]) << np.uint64(54)
    )
    before, here, after = words.word[left], words.word[i], words.word[right]
    for h in (
        s0, p10 * step + s1, (p2 * step + p1) * step + s0, s01 * step + s2, mixed(s01, g01), mixed(p10, lg0),
        marks | s0, marks | g01, here, mixed(before, s01), mixed(after, p10), mixed(before, here), mixed(here, after),
        mixed(before, g01 | np.uint64(words.code[right]) << np.uint64(32)),
    ):  # fmt: skip
        out[n] = np.int32(mixed(np.uint64(n + 64), h) & np.uint64(N_BUCKETS - 1))
        n += 1
    return n


@compiled
def padded(units: Units) -> Units:
    """The units with ``PAD`` breaks before and after, so that windows need no bounds."""
    n = len(units.kind)
    start, end = np.zeros(n + 2 * PAD, np.int32), np.zeros(n + 2 * PAD, np.int32)
    kind, shape = np.full(n + 2 * PAD, BREAK, np.uint8), np.zeros(n + 2 * PAD, np.uint8)
    word, suffix = (
        np.full(n + 2 * PAD, mixed(np.uint64(BREAK), np.uint64(0)), np.uint64),
        np.zeros(n + 2 * PAD, np.uint64),
    )
    prefix = np.zeros(n + 2 * PAD, np.uint64)
    inner = slice(PAD, n + PAD)
    start[inner], end[inner], kind[inner], shape[inner] = units.start, units.end, units.kind, units.shape
    word[inner], suffix[inner], prefix[inner] = units.word, units.suffix, units.prefix
    return Units(start, end, kind, shape, word, suffix, prefix)
