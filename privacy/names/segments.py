"""Chinese text cut into dictionary words, compiled: the likeliest path of a unigram model over each run of characters.

A name is rarely a word, so where the words lie tells much about where names cannot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from privacy.names.compiled import compiled
from privacy.names.units import HAN, Units, mixed

LONGEST = 4
"""Characters of the longest dictionary word."""
N_CLASSES = 7
"""Classes of how frequent a word is, 1 to 7; a class more is 5.5 times as frequent. 0: no word."""
CLASS_STEP = 1.7
RAREST = -17.9
"""Logarithm of the probability below that of class 1."""
UNKNOWN = -19.0
"""Of a character that is no word."""
CLASS_BITS = 3


class Segments(NamedTuple):
    """For each unit: ``code`` (place in its word, the word's length and class; below 256), ``word`` (its word's hash),
    ``before`` and ``after`` (units next to its word), ``marks`` (bit 0: a word of two begins here, bit 1: of three).
    """

    code: npt.NDArray[np.uint8]
    word: npt.NDArray[np.uint64]
    before: npt.NDArray[np.int32]
    after: npt.NDArray[np.int32]
    marks: npt.NDArray[np.uint8]


@compiled
def frequency_class(lexicon: npt.NDArray[np.uint32], h: np.uint64) -> int:
    """Class of a word's hash; 0 where it is no word. ``lexicon``: open hash table of 29-bit keys and the class."""
    size = np.uint64(len(lexicon) - 1)
    key = np.uint32(h >> np.uint64(32)) >> np.uint32(CLASS_BITS)
    place = h & size
    while lexicon[place] != 0:
        if lexicon[place] >> np.uint32(CLASS_BITS) == key:
            return int(lexicon[place] & np.uint32(N_CLASSES))
        place = (place + np.uint64(1)) & size
    return 0


@compiled
def enter(lexicon: npt.NDArray[np.uint32], h: np.uint64, frequency: int) -> None:
    """Adds a word's hash with its class; a word that is there already stays as it is."""
    size = np.uint64(len(lexicon) - 1)
    key = np.uint32(h >> np.uint64(32)) >> np.uint32(CLASS_BITS)
    place = h & size
    while lexicon[place] != 0:
        if lexicon[place] >> np.uint32(CLASS_BITS) == key:
            return
        place = (place + np.uint64(1)) & size
    lexicon[place] = (key << np.uint32(CLASS_BITS)) | np.uint32(frequency)


@compiled
def segments(units: Units, lexicon: npt.NDArray[np.uint32]) -> Segments:
    """The words of all texts; a unit that is no Chinese character is a word by itself."""
    n = len(units.kind)
    code, marks, word = np.zeros(n, np.uint8), np.zeros(n, np.uint8), units.word.copy()
    before, after = np.arange(n).astype(np.int32) - np.int32(1), np.arange(n).astype(np.int32) + np.int32(1)
    best, back, known = np.empty(n + 1, np.float32), np.empty(n + 1, np.uint8), np.empty(n + 1, np.uint8)
    i = 0
    while i < n:
        if units.kind[i] != HAN:
            code[i] = 240 + units.kind[i]
            i += 1
            continue
        last = i + 1
        while last < n and units.kind[last] == HAN and units.start[last] == units.end[last - 1]:
            last += 1
        best[i : last + 1] = -1e9
        best[i] = 0.0
        for k in range(i, last):
            h = np.uint64(0)
            for length in range(1, min(LONGEST, last - k) + 1):
                h = units.word[k] if length == 1 else mixed(h, units.word[k + length - 1])
                found = frequency_class(lexicon, h)
                if found == 0 and length > 1:
                    continue
                if length == 2 or length == 3:
                    marks[k] |= np.uint8(length - 1)
                score = best[k] + (np.float32(RAREST + CLASS_STEP * found) if found else np.float32(UNKNOWN))
                if score > best[k + length]:
                    best[k + length], back[k + length], known[k + length] = score, length, found
        end = last
        while end > i:
            length = int(back[end])
            h = np.uint64(0)
            for k in range(length):
                h = units.word[end - length] if k == 0 else mixed(h, units.word[end - length + k])
            for k in range(length):
                place = end - length + k
                code[place] = known[end] * 16 + length * (length - 1) // 2 + k
                word[place], before[place], after[place] = h, end - length - 1, end
            end -= length
        i = last
    return Segments(code, word, before, after, marks)
