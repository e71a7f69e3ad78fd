"""Texts cut into the units that the name tagger labels, compiled.

A unit is one Chinese character, one run of letters of another script, one run of digits, one line break or one
other sign; blanks separate and are no units.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from privacy.names.compiled import compiled

BREAK, HAN, WORD, DIGITS, SIGN, LINE = range(6)
BREAKS = 3
"""As many as a feature looks back or ahead: no text is seen from another."""
LONGEST_WORD = 32
"""A longer run of letters is no word."""
LOWER, TITLE, UPPER, MIXED, INITIAL = range(5)

Ints = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]


class Units(NamedTuple):
    """Parallel arrays, one entry a unit; texts are parted by units of kind BREAK.

    ``start`` and ``end``: plain positions; ``kind``: above; ``shape``: of words; ``word``: hash of the unit's
    identity (letters in lower case, digits by their number); ``suffix``, ``prefix``: hashes of three letters.
    """

    start: Ints
    end: Ints
    kind: npt.NDArray[np.uint8]
    shape: npt.NDArray[np.uint8]
    word: Hashes
    suffix: Hashes
    prefix: Hashes


@compiled
def mixed(a: np.uint64, b: np.uint64) -> np.uint64:
    """A 64-bit hash of two (the finaliser of MurmurHash3)."""
    h = np.uint64(a * np.uint64(0x9E3779B97F4A7C15)) ^ b
    h = np.uint64((h ^ (h >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD))
    return np.uint64(h ^ (h >> np.uint64(29)))


@compiled
def is_han(point: int) -> bool:
    """CJK ideographs, all planes."""
    return 0x3400 <= point <= 0x9FFF or 0x20000 <= point <= 0x323AF or 0xF900 <= point <= 0xFAFF or point == 0x3007


@compiled
def is_letter(point: int) -> bool:
    """Letters of scripts written in words: Latin, Greek, Cyrillic, Arabic, Indic, Hangul, kana."""
    if point < 0x80:
        return 65 <= point <= 90 or 97 <= point <= 122
    if point < 0xC0:
        return point == 0xAA or point == 0xBA
    if 0x2000 <= point < 0x2C00 or 0x2E00 <= point < 0x3041 or point == 0xD7 or point == 0xF7:
        return False
    return point < 0x3400 or 0xA000 <= point < 0xD7FF or 0xFB00 <= point < 0xFE00


@compiled
def lower(point: int) -> int:
    """ASCII, Latin-1, Greek and Cyrillic letters in lower case, near enough for hashing."""
    if 65 <= point <= 90 or 0xC0 <= point <= 0xDE or 0x391 <= point <= 0x3A9 or 0x410 <= point <= 0x42F:
        return point + 32
    return point


@compiled
def word_shape(points: Ints, start: int, end: int) -> int:
    """Case of a word."""
    first = lower(points[start]) != points[start]
    n_upper = 0
    for i in range(start, end):
        n_upper += lower(points[i]) != points[i]
    if end - start == 1 and first:
        return INITIAL
    if n_upper == 0:
        return LOWER
    if n_upper == end - start:
        return UPPER
    return TITLE if first and n_upper == 1 else MIXED


@compiled
def hashed(points: Ints, start: int, end: int) -> np.uint64:
    """Hash of letters in lower case."""
    h = np.uint64(end - start)
    for i in range(start, end):
        h = mixed(h, np.uint64(lower(points[i])))
    return h


@compiled
def kind_of(point: int) -> int:
    """Kind of the unit that begins with ``point``; blanks are no unit (-1)."""
    if point == 32:
        return -1
    if point == 0:
        return BREAK
    if is_han(point):
        return HAN
    if 48 <= point <= 57:
        return DIGITS
    if point == 10:
        return LINE
    return WORD if is_letter(point) else SIGN


@compiled
def cut(points: Ints) -> Units:
    """The units of plain ``points`` (texts end with 0), :data:`BREAKS` of kind BREAK after each text."""
    n = len(points)
    room = n + BREAKS * int((points == 0).sum())
    start, end = np.empty(room, np.int32), np.empty(room, np.int32)
    kinds, shape = np.empty(room, np.uint8), np.zeros(room, np.uint8)
    word, suffix, prefix = np.empty(room, np.uint64), np.zeros(room, np.uint64), np.zeros(room, np.uint64)
    count, i = 0, 0
    while i < n:
        kind = kind_of(points[i])
        j = i + 1
        if kind in (WORD, DIGITS):
            while j < n and kind_of(points[j]) == kind:
                j += 1
        if kind == WORD and j - i > LONGEST_WORD:
            kind = SIGN
        for _ in range(0 if kind < 0 else BREAKS if kind == BREAK else 1):
            start[count], end[count], kinds[count] = i, j, kind
            word[count] = mixed(np.uint64(kind), np.uint64(points[i]))
            if kind == WORD:
                word[count] = hashed(points, i, j)
                shape[count] = word_shape(points, i, j)
                suffix[count] = hashed(points, max(i, j - 3), j)
                prefix[count] = hashed(points, i, min(j, i + 3))
            elif kind == DIGITS:
                word[count] = mixed(np.uint64(kind), np.uint64(min(j - i, 12)))
            count += 1
        i = j
    return Units(start[:count], end[:count], kinds[:count], shape[:count], word[:count], suffix[:count], prefix[:count])
