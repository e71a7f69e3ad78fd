"""The weather service: hourly readings for the whole city, one CSV a day, one row an element."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import DAY
from demo.delivery import Delivery, Flaw, finish, plant_canaries, stamp
from demo.draws import combine
from demo.feeds.parts import choose, staff
from demo.world import World

FEED = "weather"
ELEMENTS = {"weather.temperature": ("TEM", "degC"), "weather.rain": ("PRE", "mm"), "weather.wind": ("WIN", "m/s")}
FLAWS = (
    Flaw("reading", 0.002, ("-9999", "999999", "/")),
    Flaw("element", 0.001, ("PRS", None)),
    Flaw("observed_at", 0.001, ("2099-01-01 00:00:00", None)),
)


def build(world: World) -> Delivery:
    """All readings of the world's days."""
    climate = world.climate
    day, hour, element = (axis.ravel() for axis in np.indices((len(climate.days), 24, len(ELEMENTS))))
    days = climate.days[day]
    keys = combine(days, hour, element)
    draws = world.draws(FEED, keys)
    swing = 4.5 * np.cos((hour - 15) / 24 * 2 * np.pi)
    wet_hour = world.draws(FEED, combine(climate.days)).below("wet_hour", 18)[day]
    shower = np.exp(-0.5 * ((hour - wet_hour - 3) / 2.0) ** 2) / (2.0 * np.sqrt(2 * np.pi))
    values = np.choose(
        element,
        [
            climate.temperature[day] + swing + 0.4 * draws.normal("temperature"),
            climate.rain[day] * shower,
            climate.wind[day] * np.exp(0.2 * draws.normal("wind")),
        ],
    )
    minute = days * DAY + hour * 60
    observer = world.draws(f"{FEED}/observers", combine(days % 5, hour // 8))
    table = pa.table(
        {
            "station_id": pa.repeat(pa.scalar("YL001"), len(days)),
            "element": choose([code for code, _ in ELEMENTS.values()], element),
            "observed_at": stamp(minute),
            "issued_at": stamp(minute + 4 + draws.below("issued", 10)),
            "reading": pa.array(np.round(values, 1)).cast(pa.string()),
            "unit": choose([unit for _, unit in ELEMENTS.values()], element),
            "observer": staff(world, observer, 15, "name"),
            "observer_phone": staff(world, observer, 15, "phone"),
            "remark": choose(["", "人工订正"], draws.pick("remark", [97, 3])),
        }
    )
    delivery = Delivery(table, days, minute, keys)
    delivery = plant_canaries(delivery, {"observer": "name", "observer_phone": "phone"}, "remark", "reading")
    return finish(world, FEED, delivery, FLAWS, same_day=0.002, next_day=0.001)
