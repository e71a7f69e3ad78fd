"""Text to times. A column at a time; a value that is no time becomes null."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UTC = pa.timestamp("us", "UTC")
_NAIVE = pa.timestamp("us")
_MINUTE_US = 60_000_000
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_ISO = (
    r"^(?P<day>(?:19|20|21)\d{2}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r" ?(?P<zone>Z|z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)


def to_utc(values: pa.Array, timezone: str, date_format: str | None = None) -> pa.Array:
    """Times as ``timestamp(us, UTC)``, null where a text is no time.

    ``values``: ISO 8601 texts, texts in ``date_format`` (strptime), or typed timestamps and dates. A time
    without a zone is local time in ``timezone``; of an hour that occurs twice the earlier is meant, and
    an hour that clocks skip becomes the first moment after it.
    """
    if pa.types.is_timestamp(values.type):
        if values.type.tz is not None:
            return values.cast(UTC, safe=False)
        return _localise(values.cast(_NAIVE, safe=False), timezone)
    if pa.types.is_date(values.type):
        return _localise(values.cast(pa.date32()).cast(_NAIVE), timezone)
    text = values.cast(pa.string())
    if date_format is not None:
        return _from_format(text, date_format, timezone)
    return _from_iso(text, timezone)


def to_local_day(times: pa.Array, timezone: str) -> pa.Array:
    """The local day (date32) of each UTC time."""
    return pc.local_timestamp(times.cast(pa.timestamp("us", timezone))).cast(pa.date32(), safe=False)


def to_day(values: pa.Array, timezone: str, date_format: str | None = None) -> pa.Array:
    """Days as ``date32``; of a time with a zone, the day in ``timezone``."""
    if pa.types.is_date(values.type):
        return values.cast(pa.date32())
    return to_local_day(to_utc(values, timezone, date_format), timezone)


def _localise(naive: pa.Array, timezone: str) -> pa.Array:
    return pc.assume_timezone(naive, timezone, ambiguous="earliest", nonexistent="latest").cast(UTC)


def _from_iso(text: pa.Array, timezone: str) -> pa.Array:
    parts = pc.extract_regex(text, _ISO)
    day, clock, second, fraction, zone = (pc.struct_field(parts, name) for name in _names(parts))
    whole = pc.binary_join_element_wise(day, "T", _or(clock, "00:00"), ":", _or(second, "00"), "")
    naive = pc.strptime(whole, format="%Y-%m-%dT%H:%M:%S", unit="us", error_is_null=True)
    naive = _existing(naive, day)
    naive = pc.add(naive, _microseconds(fraction)).cast(_NAIVE)
    is_local = pc.equal(_or(zone, ""), "")
    shifted = pc.subtract(naive, _offset(zone)).cast(_NAIVE).cast(UTC)
    return pc.if_else(is_local, _localise(naive, timezone), shifted)


def _names(parts: pa.Array) -> list[str]:
    return [field.name for field in parts.type]


def _or(values: pa.Array, default: str) -> pa.Array:
    """``default`` where the optional group did not match (empty text); null where nothing matched."""
    return pc.if_else(pc.equal(values, ""), default, values)


def _existing(naive: pa.Array, day: pa.Array) -> pa.Array:
    """Null for days that the calendar lacks: strptime turns 30 February into March."""
    same = pc.equal(pc.strftime(naive, format="%Y-%m-%d"), day)
    return pc.if_else(pc.fill_null(same, False), naive, pa.scalar(None, naive.type))


def _microseconds(fraction: pa.Array) -> pa.Array:
    digits = pc.utf8_slice_codeunits(pc.utf8_rpad(_or(fraction, "0"), 6, "0"), 0, 6)
    return digits.cast(pa.int64()).cast(pa.duration("us"))


def _offset(zone: pa.Array) -> pa.Array:
    """``+08:00``, ``+0800``, ``+08``, ``Z`` as a duration."""
    named = pc.is_in(zone, pa.array(["Z", "z", "UTC", ""]))
    text = pc.replace_substring(pc.if_else(named, "+0000", zone), ":", "")
    text = pc.utf8_rpad(text, 5, "0")
    hours = pc.utf8_slice_codeunits(text, 1, 3).cast(pa.int64())
    minutes = pc.utf8_slice_codeunits(text, 3, 5).cast(pa.int64())
    sign = pc.if_else(pc.starts_with(text, "-"), -1, 1)
    total = pc.multiply(sign, pc.add(pc.multiply(hours, 60), minutes))
    return pc.multiply(total, _MINUTE_US).cast(pa.duration("us"))


def _from_format(text: pa.Array, date_format: str, timezone: str) -> pa.Array:
    """Each distinct text is parsed once: departments write times to the minute, and strptime knows every format."""
    encoded = text.dictionary_encode()
    zone = ZoneInfo(timezone)
    parsed = pa.array([_parse(value, date_format, zone) for value in encoded.dictionary.to_pylist()], UTC)
    return parsed.take(encoded.indices)


def _parse(value: str, date_format: str, zone: ZoneInfo) -> datetime | None:
    try:
        found = datetime.strptime(value, date_format)
    except ValueError:
        return None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def in_window(times: pa.Array, start: datetime, end: datetime) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Mask of the times in ``[start, end)``; False for null."""
    inside = pc.and_(pc.greater_equal(times, pa.scalar(start, UTC)), pc.less(times, pa.scalar(end, UTC)))
    return np.asarray(pc.fill_null(inside, False))
