"""What a leak scan looks for: known personal values, in the encodings in which software stores text.

Canaries (invented people) are sought in every encoding and without regard to their surroundings. Known values
are sought as UTF-8, GB18030 and JSON escapes, and a hit must stand by itself: digits not inside longer digits, Latin
letters not inside words, and what may also be a word or a number (names of two characters, numbers
of fewer than eleven digits) only as a whole cell or beside a word that says what it is.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes

import ahocorasick_rs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.errors import HubError

Bytes = bytes | memoryview
REQUIRED = {"kind", "value", "is_canary"}
MIN_CHARACTERS = 2
SURE_DIGITS = 11
CONTEXT_BYTES = 24
DIGEST_LENGTH = 24
HEX_BEFORE = re.compile(rb"[0-9a-fA-F]*$")
HEX_AFTER = re.compile(rb"^[0-9a-fA-F]*")
BEFORE = re.compile(
    r"(?:姓名|联系人|反映人|来电人|报告人|患者|市民|居民|叫|名|QQ|qq|扣扣|tel|phone|name)[是为]?[：:\s\"']{0,4}$"
)
AFTER = re.compile(r"^[\"'\s]{0,2}(?:先生|女士|小姐|师傅|阿姨|大爷|大妈|叔叔|奶奶|爷爷|同志|老师|医生)")


class NeedleError(HubError):
    """The list of values to look for cannot be used."""


@dataclass(frozen=True)
class Needle:
    """One value. ``label`` names it in reports, which never show it."""

    label: str
    kind: str
    value: str
    is_canary: bool

    @property
    def is_ambiguous(self) -> bool:
        """May also be an ordinary word or number, and needs its surroundings to be a leak."""
        if self.is_canary:
            return False
        return len(self.value) <= MIN_CHARACTERS or (self.value.isdigit() and len(self.value) < SURE_DIGITS)


@dataclass(frozen=True)
class Match:
    """A needle at ``[start, end)`` of the bytes that were searched."""

    start: int
    end: int
    needle: Needle
    encoding: str


class Needles:
    """An automaton over all needles (Aho and Corasick 1975), and the rules that make a hit a leak."""

    def __init__(self, needles: list[Needle]) -> None:
        self.needles = needles
        self._ignored: set[str] = set()
        self._patterns: list[tuple[Needle, str]] = []
        patterns: list[bytes] = []
        for needle in needles:
            forms = {pattern: encoding for encoding, pattern in reversed(list(_encodings(needle)))}
            patterns += forms
            self._patterns += [(needle, encoding) for encoding in forms.values()]
        self.longest = max(map(len, patterns), default=1)
        self._automaton = ahocorasick_rs.BytesAhoCorasick(patterns or [b"\0no needle\0"])
        numbers = {int(n.value): n for n in needles if n.value.isascii() and n.value.isdigit() and n.value[0] != "0"}
        self._by_number = {k: v for k, v in numbers.items() if 10 ** (SURE_DIGITS - 1) <= k < 2**63}
        self._numbers = np.array(sorted(self._by_number), dtype=np.int64)

    @classmethod
    def of_table(cls, table: pa.Table) -> Needles:
        """From columns ``kind``, ``value``, ``is_canary``; values of one character and doubles are left out."""
        if missing := REQUIRED - set(table.column_names):
            raise NeedleError(f"the list of needles lacks the columns {', '.join(sorted(missing))}")
        seen: dict[str, Needle] = {}
        for number, row in enumerate(table.sort_by([("is_canary", "descending")]).to_pylist(), start=1):
            value = (row["value"] or "").strip()
            if len(value) >= MIN_CHARACTERS and value not in seen:
                label = f"{row['kind']} {number}"
                seen[value] = Needle(label, row["kind"], value, bool(row["is_canary"]))
        return cls(list(seen.values()))

    @classmethod
    def read(cls, path: Path) -> Needles:
        """From a Parquet file with these columns; none where the file is absent."""
        if not path.exists():
            return cls([])
        try:
            return cls.of_table(pq.read_table(path))
        except pa.ArrowException as error:
            raise NeedleError(f"{path} is not a Parquet list of needles: {error}") from None

    def without(self, labels: set[str]) -> Needles:
        """Without the needles of these labels; shares the automaton."""
        rest = copy(self)
        rest.needles = [needle for needle in self.needles if needle.label not in labels]
        rest._ignored = self._ignored | labels
        return rest

    def find(self, data: Bytes, ends: npt.NDArray[np.int64] | None = None) -> Iterator[Match]:
        """Leaks in ``data``. ``ends``: where the values end that were laid one after the other; a hit lies in one."""
        for index, start, end in self._automaton.find_matches_as_indexes(data, overlapping=True):
            match = Match(start, end, *self._patterns[index])
            low, high = _cell(start, end, len(data), ends)
            if end <= high and match.needle.label not in self._ignored and _is_leak(match, data, low, high):
                yield match

    def find_numbers(self, values: npt.NDArray[np.int64]) -> Iterator[tuple[int, Needle]]:
        """Row and needle wherever a number is a known telephone, card or ID number."""
        if not len(self._numbers):
            return
        rows = np.flatnonzero((values >= self._numbers[0]) & (values <= self._numbers[-1]))
        nearest = self._numbers[np.searchsorted(self._numbers, values[rows])]
        for row in rows[nearest == values[rows]]:
            yield int(row), self._by_number[int(values[row])]


def _encodings(needle: Needle) -> Iterator[tuple[str, bytes]]:
    value, plain = needle.value, needle.value.encode()
    yield "utf-8", plain
    if not value.isascii():
        yield "gb18030", value.encode("gb18030")
        yield "json", _json_escaped(value, "{:04x}")
    if needle.is_canary:
        yield from _more_encodings(value, plain)


def _more_encodings(value: str, plain: bytes) -> Iterator[tuple[str, bytes]]:
    yield "utf-16-le", value.encode("utf-16-le")
    yield "utf-16-be", value.encode("utf-16-be")
    yield "url", quote_from_bytes(plain).encode()
    yield "url lower", re.sub(r"%..", lambda code: code[0].lower(), quote_from_bytes(plain)).encode()
    yield "json upper", _json_escaped(value, "{:04X}")
    yield "hex", plain.hex().encode()
    for shift in range(3):
        yield f"base64 {shift}", _base64_core(plain, shift)


def _json_escaped(value: str, form: str) -> bytes:
    units = np.frombuffer(value.encode("utf-16-le"), dtype="<u2")
    return "".join(chr(u) if u < 0x80 else "\\u" + form.format(u) for u in units.tolist()).encode()


def _base64_core(plain: bytes, shift: int) -> bytes:
    """The characters of base64 that do not depend on what stands before and after, ``shift`` bytes into a triple."""
    encoded = base64.b64encode(b"\0" * shift + plain)
    n_bits = 8 * (shift + len(plain))
    return encoded[-(-8 * shift // 6) : n_bits // 6]


def _cell(start: int, end: int, size: int, ends: npt.NDArray[np.int64] | None) -> tuple[int, int]:
    if ends is None:
        return max(start - CONTEXT_BYTES, 0), min(end + CONTEXT_BYTES, size)
    place = int(np.searchsorted(ends, start, side="right"))
    return (int(ends[place - 1]) if place else 0), int(ends[place])


def _is_leak(match: Match, data: Bytes, low: int, high: int) -> bool:
    if match.needle.is_canary:
        return True
    before = bytes(data[max(low, match.start - CONTEXT_BYTES) : match.start])
    after = bytes(data[match.end : min(high, match.end + CONTEXT_BYTES)])
    if match.needle.is_ambiguous:
        return _has_context(before, after)
    value = match.needle.value
    if _same_run(value[0], before[-1:]) or _same_run(value[-1], after[:1]):
        return False
    return not (value.isdigit() and _in_digest(before, value, after))


def _same_run(inner: str, outer: bytes) -> bool:
    """Whether the byte outside goes on with the digits or Latin letters inside."""
    if not inner.isascii() or not outer.isalnum():
        return False
    return inner.isdigit() == outer.isdigit()


def _in_digest(before: bytes, value: str, after: bytes) -> bool:
    """Whether the digits lie in a run of hexadecimal digits as long as a key or hash."""
    left, right = HEX_BEFORE.search(before), HEX_AFTER.search(after)
    around = (left.group() if left else b"") + (right.group() if right else b"")
    return len(around) + len(value) >= DIGEST_LENGTH and not around.isdigit()


def _has_context(before: bytes, after: bytes) -> bool:
    if not before.strip() and not after.strip():
        return True
    return bool(BEFORE.search(before.decode("utf-8", "ignore")) or AFTER.search(after.decode("utf-8", "ignore")))
