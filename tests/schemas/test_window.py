"""Windows are cut at local midnights, whatever the clocks do."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.window import Window

ZONES = st.sampled_from(["Asia/Shanghai", "America/Chicago", "Europe/London", "America/New_York"])
DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(first=DAYS, length=st.integers(0, 400), zone=ZONES)
def test_a_window_holds_exactly_its_days(first: date, length: int, zone: str) -> None:
    days = [first + timedelta(days=n) for n in range(length + 1)]
    assert Window.of_days(first, days[-1], zone).days(zone) == days


@given(first=DAYS, zone=ZONES)
def test_neighbouring_windows_meet_without_gap_or_overlap(first: date, zone: str) -> None:
    next_day = first + timedelta(days=1)
    assert Window.of_days(first, first, zone).end == Window.of_days(next_day, next_day, zone).start


def test_the_day_of_the_change_to_summer_time_has_23_hours() -> None:
    window = Window.of_days(date(2024, 3, 10), date(2024, 3, 10), "America/Chicago")
    assert window.end - window.start == timedelta(hours=23)


def test_a_window_without_zone_or_without_length_is_refused() -> None:
    moment = datetime.fromisoformat("2024-01-01T00:00:00+00:00")
    with pytest.raises(ValueError, match="time zone"):
        Window(moment.replace(tzinfo=None), moment)
    with pytest.raises(ValueError, match="empty window"):
        Window(moment, moment)
