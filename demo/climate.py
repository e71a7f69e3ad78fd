"""The demo city's calendar and weather: what makes one day busier than another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from demo.draws import Draws, Floats, Ints, Mask

EPOCH = date(1970, 1, 1)
HEATING_FIRST, HEATING_LAST = (11, 15), (3, 15)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def to_date(number: int) -> date:
    """The inverse of :func:`day_number`."""
    return EPOCH + timedelta(days=int(number))


def is_heating_season(day: date) -> bool:
    """Central heating runs from 15 November to 15 March."""
    return (day.month, day.day) >= HEATING_FIRST or (day.month, day.day) <= HEATING_LAST


@dataclass(frozen=True)
class Climate:
    """One value a day for the days of ``days`` (days since 1970-01-01, local)."""

    days: Ints
    weekday: Ints
    """Monday is 0."""
    is_holiday: Mask
    is_heating: Mask
    summer: Floats
    """1 at midsummer, -1 at midwinter."""
    temperature: Floats
    """Mean of the day, degrees Celsius."""
    rain: Floats
    """Millimetres in the day."""
    wind: Floats
    """Metres per second."""


def _smooth(seed: int, name: str, days: Ints, width: int) -> Floats:
    """Standard normal noise that runs on from day to day (a moving average of daily shocks)."""
    reach = days[:, None] - np.arange(width)[None, :]
    shocks = Draws(seed, "climate", reach.astype(np.uint64)).normal(name)
    weights = 0.75 ** np.arange(width)
    return np.asarray(shocks @ weights / np.sqrt((weights**2).sum()))


def build_climate(seed: int, first: int, last: int, storms: dict[int, float]) -> Climate:
    """The weather of days ``first`` to ``last``; ``storms`` gives millimetres for days on which rain is planted."""
    days = np.arange(first, last + 1)
    dates = [to_date(int(number)) for number in days]
    off = holidays.country_holidays("CN", years=range(dates[0].year, dates[-1].year + 1))
    summer = np.cos(2 * np.pi * (np.array([d.timetuple().tm_yday for d in dates]) - 202) / 365.25)
    wet = _smooth(seed, "wet", days, 4) + 0.45 * summer
    amount = Draws(seed, "climate", days.astype(np.uint64)).exponential("rain", 9.0 + 6.0 * summer)
    rain = np.where(wet > 0.75, amount, 0.0)
    return Climate(
        days=days,
        weekday=(days + 3) % 7,
        is_holiday=np.array([d in off for d in dates]),
        is_heating=np.array([is_heating_season(d) for d in dates]),
        summer=summer,
        temperature=13.0 + 13.0 * summer + 3.2 * _smooth(seed, "heat", days, 10),
        rain=np.array([max(mm, storms.get(int(n), 0.0)) for n, mm in zip(days, rain, strict=True)]),
        wind=2.4 * np.exp(0.4 * _smooth(seed, "wind", days, 4)),
    )


def _heating(c: Climate) -> Floats:
    return np.where(c.is_heating, 1 + 0.07 * np.maximum(0.0, 6.0 - c.temperature), 0.02)


TOPIC_FACTORS: dict[str, Callable[[Climate], Floats]] = {
    "heating.failure": _heating,
    "heating.low_temperature": _heating,
    "water.drainage": lambda c: 0.35 + c.rain / 9.0,
    "water.burst": lambda c: 1 + 0.04 * np.maximum(0.0, 4.0 - c.temperature),
    "water.outage": lambda c: 1 + 0.15 * c.summer,
    "energy.power": lambda c: 1 + 0.05 * np.maximum(0.0, c.temperature - 27.0),
    "health.fever": lambda c: 1 - 0.45 * c.summer,
    "health.gastro": lambda c: 1 + 0.35 * c.summer,
    "noise.social": lambda c: (1 + 0.3 * c.summer) * np.where((c.weekday >= 4) | c.is_holiday, 1.35, 1.0),
    "noise.construction": lambda c: np.where(c.is_holiday, 0.4, 1.0),
    "service.consultation": lambda c: np.where(c.is_holiday, 0.3, np.where(c.weekday >= 5, 0.5, 1.0)),
    "care.child": lambda c: np.where(c.is_holiday | (c.weekday >= 5), 0.6, 1.0),
    "order.vendors": lambda c: 1 + 0.3 * c.summer - 0.02 * np.minimum(c.rain, 20.0),
    "street.trees": lambda c: 0.7 + 0.15 * c.wind,
    "street.pothole": lambda c: 0.8 + 0.02 * np.minimum(c.rain, 40.0),
    "traffic.accident": lambda c: 1 + 0.015 * np.minimum(c.rain, 40.0),
    "traffic.congestion": lambda c: np.where(c.is_holiday, 0.6, np.where(c.weekday >= 5, 0.7, 1.0)),
    "sanitation.rodents": lambda c: 1 + 0.4 * c.summer,
    "housing.leak": lambda c: 0.8 + 0.05 * np.minimum(c.rain, 30.0),
    "safety.fire": lambda c: 1 - 0.25 * c.summer,
}
"""How weather and calendar move a topic; topics not named here follow their feed alone."""
