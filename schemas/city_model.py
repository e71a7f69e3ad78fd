"""The cities that the hub knows, each whole: areas, borders, departments, responsibility, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from schemas.city_files import Area, Profile, Topic, newest_change, read_profiles, read_topics
from schemas.city_shapes import Locator, Shapes, area_shapes, neighbours
from schemas.settings import Settings, get_settings


@dataclass(frozen=True)
class Day:
    """One day of a city's calendar; the names are empty on an ordinary day."""

    day: date
    name_en: str
    name_zh: str
    is_holiday: bool
    is_workday: bool


@dataclass(frozen=True)
class City:
    """One city. Ids are unique over all cities."""

    profile: Profile

    @property
    def city_id(self) -> str:
        """The profile's folder and the ``city_id`` of every table."""
        return self.profile.city.id

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the city's days are cut."""
        return ZoneInfo(self.profile.city.timezone)

    @property
    def clock(self) -> Literal["wall", "data"]:
        """``wall``: judged as of today; ``data``: an archive."""
        return self.profile.city.clock

    @property
    def areas(self) -> tuple[Area, ...]:
        """Areas, parents before children; the first is the city."""
        return self.profile.areas

    @property
    def root(self) -> Area:
        """The whole city."""
        return self.profile.areas[0]

    @cached_property
    def shapes(self) -> Shapes:
        """Border or centre of each area, by area_id, in WGS 84."""
        return area_shapes(self.areas)

    @cached_property
    def adjacency(self) -> list[tuple[str, str]]:
        """Ordered pairs of neighbours of the same level, in both directions."""
        return neighbours(self.areas, self.shapes, self.profile.city.bridge_m)

    @cached_property
    def locator(self) -> Locator:
        """Finds the smallest area of a point."""
        return Locator(self.areas, self.shapes)

    @cached_property
    def codes(self) -> dict[str, str]:
        """area_id by every name a department may use: the area_id itself and the code."""
        return {area.code: area.area_id for area in self.areas} | {area.area_id: area.area_id for area in self.areas}

    @cached_property
    def calendar(self) -> list[Day]:
        """Every day of the calendar's years: public holidays, and work days with their make-up days."""
        source, extra = self.profile.city.calendar, set(self.profile.city.extra_workdays)
        years = range(source.first_year, source.last_year + 1)
        english, chinese = (_holidays(source.holidays, source.subdivision, years, tongue) for tongue in ("en", "zh"))
        first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [
            Day(
                day,
                english.get(day) or "",
                chinese.get(day) or "",
                day in english,
                day in extra or english.is_working_day(day),
            )
            for day in days
        ]


_TONGUES = {"en": ("en_US", "en_GB", "en"), "zh": ("zh_CN", "zh")}


def _holidays(country: str, subdivision: str | None, years: range, tongue: str) -> holidays.HolidayBase:
    """The country's holidays, named in the tongue where the library has it, else in its own."""
    spoken = holidays.country_holidays(country).supported_languages
    language = next((code for code in _TONGUES[tongue] if code in spoken), None)
    return holidays.country_holidays(country, subdiv=subdivision, years=years, language=language)


def load_cities(settings: Settings | None = None) -> dict[str, City]:
    """Every city under ``settings.city_dir`` by its id, read again only when a file has changed.

    Raises :class:`schemas.problems.CityError` when a profile is wrong.
    """
    folder = (settings or get_settings()).city_dir
    return _load(folder, newest_change(folder))


@lru_cache(maxsize=4)
def _load(city_dir: Path, changed: int) -> dict[str, City]:
    del changed
    return {name: City(profile) for name, profile in read_profiles(city_dir).items()}


def load_topics(settings: Settings | None = None) -> tuple[Topic, ...]:
    """The topic tree: ``all``, then each group before its leaves."""
    return read_topics((settings or get_settings()).city_dir)
