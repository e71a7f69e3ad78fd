"""Normalised views of texts, with the way back to the original code points.

Detection reads a plain form of the text: NFKC (full-width digits and letters become ASCII), traditional
characters as simplified, no zero-width or control characters, no combining marks. Every code point of that
form knows the code point of the original that it came from, so spans are always given in the original.
All texts of a batch are one array, cut by a separator that no text can contain.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

SEPARATOR = 0
"""Code point between two texts; a text's own U+0000 is removed like other control characters."""
N_CODE_POINTS = 0x110000
REPLACEMENT = 0xFFFD
FOLD_PATH = Path(__file__).parent / "models" / "traditional.npz"
COMPATIBLE_BLOCKS = ((0x80, 0x10000), (0x1D400, 0x1D800), (0x1F100, 0x1F300), (0x2F800, 0x2FA20), (0xE0000, 0xE0200))
"""Where NFKC, or the removal of marks and invisible characters, changes anything."""
KEPT_CONTROLS = {**dict.fromkeys("\t\r\x0b\x0c\x85", " "), **dict.fromkeys("\n\u2028\u2029", "\n")}
DASHES = "‐‑‒–—―−－﹣"
SAME_AS = {**dict.fromkeys(DASHES, "-"), "＂": '"', "“": '"', "”": '"', "‘": "'", "’": "'", "‧": "·",
           "•": "·", "∙": "·", "・": "·", "･": "·", "●": "·"}  # fmt: skip

IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Tables:
    """``single``: the plain code point of each; ``length``: how many it becomes; ``several``: those not one to one."""

    single: npt.NDArray[np.uint32]
    length: npt.NDArray[np.uint8]
    several: dict[int, tuple[int, ...]]


def plain_form(char: str) -> str:
    """One character without marks, disguise or invisible parts; may be empty or several characters.

    >>> plain_form("８"), plain_form("\\u200b"), plain_form("é"), plain_form("㎡")
    ('8', '', 'e', 'm2')
    """
    if char in KEPT_CONTROLS:
        return KEPT_CONTROLS[char]
    if char in SAME_AS:
        return SAME_AS[char]
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    decomposed = unicodedata.normalize("NFKD", char)
    kept = [c for c in decomposed if unicodedata.category(c) not in ("Mn", "Me", "Cc", "Cf")]
    spaces = "".join(" " if unicodedata.category(c) in ("Zs", "Zl", "Zp") else c for c in kept)
    return "".join(SAME_AS.get(c, c) for c in unicodedata.normalize("NFC", spaces))


def changeable() -> Iterator[int]:
    """Code points that :func:`plain_form` may change: not the ideographs, not the surrogates."""
    for first, last in ((0, 0x20), (0x7F, 0x80), *COMPATIBLE_BLOCKS):
        yield from (n for n in range(first, last) if not (0x4E00 <= n < 0x9FB0 or 0xD800 <= n < 0xE000))


@lru_cache(maxsize=1)
def tables() -> Tables:
    """The normalisation of every code point, made once a process."""
    single = np.arange(N_CODE_POINTS, dtype=np.uint32)
    length = np.ones(N_CODE_POINTS, dtype=np.uint8)
    several: dict[int, tuple[int, ...]] = {}
    for point in changeable():
        plain = plain_form(chr(point))
        length[point] = min(len(plain), 255)
        if len(plain) == 1:
            single[point] = ord(plain)
        elif plain:
            several[point] = tuple(map(ord, plain[:255]))
    single[0xD800:0xE000] = REPLACEMENT
    with np.load(FOLD_PATH) as fold:
        folded = np.arange(N_CODE_POINTS, dtype=np.uint32)
        folded[fold["source"]] = fold["target"]
    return Tables(folded[single], length, several)


@dataclass(frozen=True)
class NormalisedTexts:
    """``points``: plain code points of all texts, a separator after each; ``starts``: where each text begins.

    ``origin``: for each plain code point its index among the code points of ``joined``, the originals with one
    separator after each; ``original_starts``: where each original begins in ``joined``.
    """

    joined: str
    points: IntArray
    starts: IntArray
    origin: IntArray
    original_starts: IntArray

    @property
    def n_texts(self) -> int:
        """How many texts."""
        return len(self.starts) - 1

    @cached_property
    def plain(self) -> str:
        """All plain texts as one string; indexes equal those of ``points``."""
        return self.points.astype("<u4").tobytes().decode("utf-32-le")

    @cached_property
    def utf8(self) -> bytes:
        """``plain`` in UTF-8, for matchers that read bytes."""
        return self.plain.encode("utf-8")

    @cached_property
    def byte_starts(self) -> npt.NDArray[np.int64]:
        """Where each text begins in ``utf8``."""
        width = 1 + (self.points >= 0x80).astype(np.int64) + (self.points >= 0x800) + (self.points >= 0x10000)
        ends = np.concatenate(([0], np.cumsum(width)))
        return np.asarray(ends[self.starts], dtype=np.int64)

    def text_of(self, positions: npt.NDArray[np.int64] | IntArray) -> IntArray:
        """Index of the text that holds each plain position."""
        return (np.searchsorted(self.starts, positions, side="right") - 1).astype(np.int32)


def normalise(texts: Sequence[str]) -> NormalisedTexts:
    """The plain form of ``texts``; lone surrogates become U+FFFD. Linear in the length; never fails on content."""
    joined = "\0".join(texts) + "\0"
    raw = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    original_starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    table = tables()
    counts = table.length[raw].astype(np.int32)
    separators = original_starts[1:] - 1
    counts[separators] = 1
    points, origin = expand(raw, counts, table)
    ends = np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int32)
    points[ends[separators]] = SEPARATOR
    return NormalisedTexts(joined, points, ends[original_starts], origin, original_starts)


def expand(raw: npt.NDArray[np.uint32], counts: IntArray, table: Tables) -> tuple[IntArray, IntArray]:
    """Plain code points and the raw index each came from; ``counts[i]`` plain code points stand for raw ``i``."""
    single = table.single[raw].astype(np.int32)
    origin = np.arange(len(raw), dtype=np.int32)
    if bool((counts == 1).all()):
        return single, origin
    points, origin = np.repeat(single, counts), np.repeat(origin, counts)
    first = np.cumsum(counts) - counts
    for index in np.flatnonzero(counts > 1):
        points[first[index] : first[index] + counts[index]] = table.several[int(raw[index])]
    return points, origin
