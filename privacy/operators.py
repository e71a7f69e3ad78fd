"""What masking does to a whole column. Every function takes and gives strings; null stays null."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

KEEP_LAST = 4
AGE_LIMIT = 90
AGE_BAND_YEARS = 10


def redact(values: pa.Array, entity: str) -> pa.Array:
    """``<ENTITY>`` for every value."""
    return pc.if_else(values.is_valid(), pa.scalar(f"<{entity}>"), pa.scalar(None, pa.string()))


def mask(values: pa.Array, keep_last: int = KEEP_LAST) -> pa.Array:
    """Letters and digits become ``*`` but for the last ``keep_last``, and never more than half of a value is kept."""
    encoded = values.dictionary_encode()
    masked = [mask_value(value, keep_last) for value in encoded.dictionary.to_pylist()]
    return pa.array(masked, pa.string()).take(encoded.indices)


def mask_value(value: str, keep_last: int) -> str:
    """One value masked.

    >>> mask_value("138-0013-8000", 4), mask_value("张三", 4)
    ('***-****-8000', '*三')
    """
    n_shown = sum(map(str.isalnum, value))
    n_hidden = n_shown - min(keep_last, n_shown // 2)
    masked = []
    for char in value:
        is_hidden = char.isalnum() and n_hidden > 0
        n_hidden -= is_hidden
        masked.append("*" if is_hidden else char)
    return "".join(masked)


def age_band(values: pa.Array, on: pa.Array) -> pa.Array:
    """Bands of ten years (``30-39``, ``90+``) at the time ``on``, from birth dates (ISO or yyyymmdd) or ages."""
    digits = pc.replace_substring_regex(values, "[^0-9]", "")
    is_age = pc.less_equal(pc.utf8_length(digits), 3)
    births = pc.cast(pc.if_else(is_age, None, pc.utf8_slice_codeunits(digits, 0, 4)), pa.int32(), safe=False)
    births = pc.if_else(pc.equal(pc.utf8_length(digits), 0), None, births)
    ages = pc.cast(pc.if_else(pc.and_(is_age, pc.greater(pc.utf8_length(digits), 0)), digits, None), pa.int32())
    years = pc.coalesce(ages, pc.subtract(pc.cast(pc.year(on), pa.int32()), births))
    return pa.array([age_label(years_old) for years_old in years.to_pylist()], pa.string())


def age_label(years: int | None) -> str | None:
    """The band that holds an age; None outside 0 to 130."""
    if years is None or not 0 <= years <= 130:
        return None
    if years >= AGE_LIMIT:
        return f"{AGE_LIMIT}+"
    first = years // AGE_BAND_YEARS * AGE_BAND_YEARS
    return f"{first}-{first + AGE_BAND_YEARS - 1}"


def truncated(length: int) -> Callable[[pa.Array], pa.Array]:
    """Keeps the first ``length`` characters of ISO times: 13 the hour, 7 the month, 4 the year."""

    def cut(values: pa.Array) -> pa.Array:
        return pc.utf8_slice_codeunits(values, 0, length)

    return cut


TIME_CUTS = {"hour": truncated(13), "day": truncated(10), "month": truncated(7), "year": truncated(4)}
