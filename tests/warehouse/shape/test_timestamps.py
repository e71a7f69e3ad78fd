"""Times: every form a department writes, the zone policy, and what is no time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.shape.timestamps import to_day, to_utc

ZONES = st.sampled_from(["Asia/Shanghai", "America/Chicago", "Europe/London"])
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2037, 1, 1))
"""Arrow applies the rules of summer time up to 2037."""
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def _one(text: str, zone: str = "Asia/Shanghai", date_format: str | None = None) -> datetime | None:
    found = to_utc(pa.array([text]), zone, date_format)[0].as_py()
    assert found is None or isinstance(found, datetime)
    return found


@given(moment=MOMENTS, offset=OFFSETS)
def test_a_time_with_a_zone_keeps_its_moment(moment: datetime, offset: timezone) -> None:
    aware = moment.replace(tzinfo=offset)
    assert _one(aware.isoformat()) == aware
    assert _one(aware.isoformat(sep=" ")) == aware


@given(moment=MOMENTS, zone=ZONES)
def test_a_time_without_a_zone_is_local(moment: datetime, zone: str) -> None:
    local = moment.replace(tzinfo=ZoneInfo(zone))
    exists = local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment
    if exists:
        assert _one(moment.isoformat(), zone) == local.astimezone(UTC)
        assert to_utc(pa.array([moment]), zone)[0].as_py() == local.astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-02", "2024-01-01T16:00:00+00:00"),
        ("2024-01-02 03:04", "2024-01-01T19:04:00+00:00"),
        ("2024-01-02T03:04:05.5", "2024-01-01T19:04:05.500000+00:00"),
        ("2024-01-02T03:04:05,25Z", "2024-01-02T03:04:05.250000+00:00"),
        ("2024-01-02T03:04:05.123456789+08", "2024-01-01T19:04:05.123456+00:00"),
        ("2024-01-02 03:04:05 +0530", "2024-01-01T21:34:05+00:00"),
        ("2024-01-02 03:04:05 UTC", "2024-01-02T03:04:05+00:00"),
    ],
)
def test_forms_of_iso_8601(text: str, expected: str) -> None:
    assert _one(text) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    ["2024-02-30", "2024-13-01", "2024-01-02T25:00", "yesterday", "0001-01-01", "2024-1-2", "20240102", "9999-12-31"],
)
def test_what_is_no_time_becomes_null(text: str) -> None:
    assert _one(text) is None


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("2024年3月10日 02时30分", "%Y年%m月%d日 %H时%M分"),
        ("10/03/2024 02:30:00 AM", "%d/%m/%Y %I:%M:%S %p"),
        ("20240310023000", "%Y%m%d%H%M%S"),
        ("2024-03-10 02:30:00.000", "%Y-%m-%d %H:%M:%S.%f"),
    ],
)
def test_the_departments_own_format(text: str, date_format: str) -> None:
    assert _one(text, date_format=date_format) == datetime(2024, 3, 9, 18, 30, tzinfo=UTC)
    assert _one("2024-03-10T02:30", date_format=date_format) is None


def test_an_hour_that_clocks_skip_or_repeat_is_settled() -> None:
    assert _one("2024-03-10T02:30:00", "America/Chicago") == datetime(2024, 3, 10, 8, tzinfo=UTC)
    assert _one("2024-11-03T01:30:00", "America/Chicago") == datetime(2024, 11, 3, 6, 30, tzinfo=UTC)


def test_the_day_of_a_time_is_the_local_day() -> None:
    texts = pa.array(["2024-01-01T20:00:00Z", "2024-01-02", None])
    assert to_day(texts, "Asia/Shanghai").to_pylist() == [date(2024, 1, 2), date(2024, 1, 2), None]


def test_typed_times_and_days_pass() -> None:
    days = pa.array([date(2024, 1, 2), None])
    assert to_utc(days, "Asia/Shanghai").to_pylist() == [datetime(2024, 1, 1, 16, tzinfo=UTC), None]
    nanoseconds = pa.array([1_700_000_000_123_456_789], pa.timestamp("ns", "UTC"))
    assert to_utc(nanoseconds, "Asia/Shanghai")[0].as_py().microsecond == 123456
