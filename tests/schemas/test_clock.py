"""What day it is for a living city and for an archive."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from schemas.clock import today
from schemas.settings import Settings

LAST = date(2015, 1, 1)


def test_a_living_city_goes_by_the_wall_clock_in_its_zone() -> None:
    before = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    found = today("yunlan", Settings())
    assert before <= found <= datetime.now(ZoneInfo("Asia/Shanghai")).date()


def test_the_setting_overrides_the_wall_clock() -> None:
    assert today("yunlan", Settings(today=date(2026, 3, 1)), LAST) == date(2026, 3, 1)


def test_an_archive_is_judged_the_day_after_its_last_stored_day() -> None:
    assert today("chicago", Settings(), LAST) == date(2015, 1, 2)
    assert today("chicago", Settings(today=date(2026, 3, 1)), LAST) == date(2015, 1, 2)


def test_an_archive_can_be_replayed_as_of_an_earlier_day() -> None:
    assert today("chicago", Settings(today=date(2013, 6, 1)), LAST) == date(2013, 6, 1)
