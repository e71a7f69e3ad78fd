"""Mentions of people from the tagger's labels: the title that follows is included, repeats are found. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from privacy.names.compiled import compiled
from privacy.names.decode import BEGIN, END, SINGLE
from privacy.names.units import BREAK, HAN, LOWER, SIGN, WORD, Units, hashed, mixed

HONORIFICS = (
    "女士", "先生", "小姐", "师傅", "师父", "老师", "同志", "同学", "阿姨", "大姐", "大哥",
    "大爷", "大妈", "大叔", "大娘", "大伯", "奶奶", "爷爷", "婆婆", "伯伯", "叔叔", "太太",
    "夫人", "医生", "大夫", "护士", "警官", "律师", "教授", "老板", "某某",
)  # fmt: skip
PLACE_AFTER = "路街道巷村镇乡区县市省山河湖桥站里坊苑"
REACH = 4000
"""Units around a name in which repeats are looked for: bounds the work on very long notes."""
MIN_PART = 4
COMMON_LEVEL = 2
"""Parts of Latin names that are among the 8,000 commonest English words are not looked for alone."""


NEVER_ALONE = (
    "qq", "ip", "app", "id", "ssn", "dob", "gps", "wifi", "vip", "atm", "sos", "pdf",
    "person", "phone", "landline", "address", "email", "plate", "passport", "wechat", "card",
)  # fmt: skip
"""Abbreviations, and words of placeholders, that are no name when they stand alone: a masked text stays as it is."""


class Words(NamedTuple):
    """Hashes of honorifics (pairs of characters), characters that turn a name into a place, abbreviations."""

    honorifics: npt.NDArray[np.uint64]
    places: npt.NDArray[np.uint64]
    never_alone: npt.NDArray[np.uint64]


def words() -> Words:
    """The hashes, as the units know them."""
    identity = {
        char: np.uint64(mixed(np.uint64(HAN), np.uint64(ord(char)))) for char in "".join(HONORIFICS) + PLACE_AFTER
    }
    pairs = [np.uint64(mixed(identity[pair[0]], identity[pair[1]])) for pair in HONORIFICS]
    places = [identity[char] for char in PLACE_AFTER]
    points = [np.array(list(map(ord, word)), dtype=np.int32) for word in NEVER_ALONE]
    alone = [np.uint64(hashed(word, 0, len(word))) for word in points]
    return Words(*(np.array(hashes, dtype=np.uint64) for hashes in (pairs, places, alone)))


@compiled
def contains(values: npt.NDArray[np.uint64], h: np.uint64) -> bool:
    """Whether ``h`` is among ``values``."""
    for value in values:  # noqa: SIM110 — compiled
        if value == h:
            return True
    return False


@compiled
def is_honorific(units: Units, i: int, known: Words) -> bool:
    """Whether an honorific begins at unit ``i``."""
    if i < 0 or i + 1 >= len(units.kind) or units.kind[i] != HAN or units.kind[i + 1] != HAN:
        return False
    return contains(known.honorifics, mixed(units.word[i], units.word[i + 1]))


@compiled
def same_run(units: Units, a: int, b: int, n: int) -> bool:
    """Whether ``n`` units from ``a`` and from ``b`` are the same, letter case of Latin words included."""
    for k in range(n):
        if units.word[a + k] != units.word[b + k] or units.kind[b + k] == BREAK:
            return False
        if units.kind[a + k] == WORD and (units.shape[a + k] == LOWER) != (units.shape[b + k] == LOWER):
            return False
    return True


@compiled
def mark_repeats(units: Units, first: int, last: int, known: Words, is_name: npt.NDArray[np.uint8]) -> None:
    """Mark with 2 the units around that repeat the name ``first`` to ``last`` (exclusive)."""
    n = last - first
    if units.kind[first] == HAN and n >= 4 and is_honorific(units, last - 2, known):
        n -= 2
    if n < 2 and (units.kind[first] != WORD or units.end[first] - units.start[first] < MIN_PART):
        return
    for direction in (-1, 1):
        i = first - 1 if direction < 0 else last
        for _ in range(REACH):
            if i < 0 or i + n > len(units.kind) or units.kind[i] == BREAK:
                break
            if units.word[i] == units.word[first] and is_name[i] == 0 and same_run(units, first, i, n):
                is_place = units.kind[first] == HAN and n == 2 and contains(known.places, units.word[i + n])
                if not is_place:
                    is_name[i] = 2
                    is_name[i + 1 : i + n] = 3
            i += direction


@compiled
def is_rare_part(units: Units, cls: npt.NDArray[np.uint8], i: int) -> bool:
    """Whether a Latin word of a name is telling enough to be looked for alone."""
    if units.kind[i] != WORD or units.shape[i] == LOWER or units.end[i] - units.start[i] < MIN_PART:
        return False
    return ((int(cls[i]) - 16) // 5) >> 2 < COMMON_LEVEL


@compiled
def is_edge(units: Units, cls: npt.NDArray[np.uint8], i: int) -> bool:
    """Whether unit ``i`` is a sign or a common word in lower case: no part of a name in capitals, at its edge."""
    if units.kind[i] == SIGN:
        return True
    return units.kind[i] == WORD and units.shape[i] == LOWER and ((int(cls[i]) - 16) // 5) >> 2 >= COMMON_LEVEL


@compiled
def trimmed(units: Units, cls: npt.NDArray[np.uint8], first: int, last: int) -> tuple[int, int]:
    """The name ``first`` to ``last`` (exclusive) without edges, where a Latin word in capitals is part of it."""
    has_capitals = False
    for i in range(first, last):
        has_capitals |= units.kind[i] == WORD and units.shape[i] != LOWER
    while has_capitals and first < last - 1 and is_edge(units, cls, first):
        first += 1
    while has_capitals and first < last - 1 and is_edge(units, cls, last - 1):
        last -= 1
    return first, last


@compiled
def mentions(
    units: Units, labels: npt.NDArray[np.uint8], cls: npt.NDArray[np.uint8], known: Words
) -> npt.NDArray[np.int32]:
    """(n, 2) plain start and end of every mention, sorted; they may touch but never overlap."""
    n = len(labels)
    is_name = np.zeros(n, np.uint8)
    ends = np.zeros(n, np.int32)
    start = 0
    for i in range(n):
        if labels[i] == BEGIN or labels[i] == SINGLE:
            start = i
        if labels[i] == END or labels[i] == SINGLE:
            last = i + 1
            start, last = trimmed(units, cls, start, last)
            if last - start == 1 and contains(known.never_alone, units.word[start]):
                continue
            if is_honorific(units, last, known):
                last += 2
            is_name[start] = 1
            is_name[start + 1 : last] = 3
            ends[start] = last
    for i in range(n):
        if is_name[i] == 1:
            mark_repeats(units, i, ends[i], known, is_name)
            for k in range(i, ends[i]):
                if ends[i] - i > 1 and is_rare_part(units, cls, k):
                    mark_repeats(units, k, k + 1, known, is_name)
    return spans_of(units, is_name)


@compiled
def spans_of(units: Units, is_name: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
    """Plain (start, end) of runs: 1 or 2 begins one, 3 continues it."""
    out = np.empty((len(is_name), 2), np.int32)
    count = 0
    for i in range(len(is_name)):
        if is_name[i] == 3 and count:
            out[count - 1, 1] = units.end[i]
        elif is_name[i]:
            out[count, 0], out[count, 1] = units.start[i], units.end[i]
            count += 1
    return out[:count]
