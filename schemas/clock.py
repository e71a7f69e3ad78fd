"""What day it is, for a city."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from schemas.city_model import load_cities
from schemas.settings import Settings, get_settings


def today(city_id: str, settings: Settings | None = None, last_stored_day: date | None = None) -> date:
    """The local day as of which the city is judged.

    A living city: ``settings.today``, else the date in the city's zone. An archive (``clock: data``): the
    day after ``last_stored_day``, and never later than a living city's today.
    """
    settings = settings or get_settings()
    city = load_cities(settings)[city_id]
    now = settings.today or datetime.now(city.zone).date()
    if city.clock == "data" and last_stored_day is not None:
        return min(last_stored_day + timedelta(days=1), now)
    return now
