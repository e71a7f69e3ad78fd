"""Checksums and dates, as confidence in a match."""

from __future__ import annotations

import re
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK = "10X98765432"
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Digit sums of twice each digit."""
REGIONS = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
}


def compact(value: str) -> str:
    """Letters and digits of ``value``, upper case."""
    return "".join(char for char in value if char.isalnum()).upper()


def is_date(year: int, month: int, day: int) -> bool:
    """Whether the three make a calendar date between 1900 and 2100."""
    try:
        return 1900 <= date(year, month, day).year <= 2100
    except ValueError:
        return False


def id_checksum(number: str) -> bool:
    """GB 11643-1999 (ISO 7064 MOD 11-2) over 18 characters.

    >>> id_checksum("11010519491231002X")
    True
    """
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], ID_WEIGHTS, strict=True))
    return ID_CHECK[total % 11] == number[17]


def resident_id(value: str) -> float | None:
    """Score of a resident identity number of 18 or 15 characters: region, birth date, checksum."""
    number = compact(value)
    if len(number) == 15 and number.isdigit():
        is_born = is_date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
        return 0.75 if is_born and int(number[:2]) in REGIONS else None
    if len(number) != 18 or not number[:17].isdigit():
        return None
    is_born = is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    if id_checksum(number) and is_born:
        return 1.0
    return 0.9 if is_born and int(number[:2]) in REGIONS else None


def luhn(value: str) -> float | None:
    """Score of a payment card number: ISO/IEC 7812-1 check digit.

    >>> luhn("4111 1111 1111 1111"), luhn("4111 1111 1111 1112")
    (0.95, None)
    """
    digits = re.sub("[^0-9]", "", value)
    total = sum(map(int, digits[-1::-2])) + sum(map(DOUBLED.__getitem__, map(int, digits[-2::-2])))
    return 0.95 if digits and total % 10 == 0 else None


def ipv4(value: str) -> float | None:
    """Score of four octets; None beyond 255 (a version or a measurement)."""
    return 0.7 if all(int(part) <= 255 for part in value.split(".")) else None
