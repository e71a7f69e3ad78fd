"""Air quality: hourly readings of 24 stations, one Parquet file a day, typed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.cases import DAY
from demo.delivery import Delivery, Flaw, finish, nth_of_day, plant_person
from demo.draws import Floats, combine
from demo.feeds.parts import choose, staff
from demo.world import World

FEED = "air_quality"
ROUTINE = ("设备运行正常", "已校准", "滤膜更换", "数据复核")
FLAWS = (Flaw("station_code", 0.0012, ("AQ99", None)), Flaw("street_code", 0.0012, ("YL-08-01", None)))
ZONE_SHIFT_MINUTES = 8 * 60


def build(world: World) -> Delivery:
    """All readings of the world's days."""
    climate, streets = world.climate, world.places.streets
    shape = (len(climate.days), 24, len(streets))
    day, hour, street = (axis.ravel() for axis in np.indices(shape))
    days = climate.days[day]
    keys = combine(days, hour, street)
    draws = world.draws(FEED, keys)
    level = _pm25(world, shape).ravel() * np.exp(0.12 * draws.normal("pm25"))
    station = world.draws(f"{FEED}/stations", combine(street))
    minute = days * DAY + hour * 60
    table = pa.table(
        {
            "station_code": choose([f"AQ{n + 1:02}" for n in range(len(streets))], street),
            "street_code": choose(streets, street),
            "observed_at": _utc(minute),
            "uploaded_at": _utc(minute + 5 + draws.below("upload", 20)),
            "pm2_5": pa.array(np.round(level, 1)),
            "pm10": pa.array(np.round(level * (1.5 + 0.1 * draws.normal("pm10")), 1)),
            "no2": pa.array(np.round(24 * np.exp(0.3 * draws.normal("no2")), 1)),
            "o3": pa.array(
                np.round(np.maximum(2.0, 55 + 35 * np.sin((hour - 9) / 24 * 2 * np.pi) + 6 * draws.normal("o3")), 1)
            ),
            "maintainer": staff(world, station, 24, "name"),
            "maintainer_phone": staff(world, station, 24, "phone"),
            "remark": choose(ROUTINE, draws.pick("remark", [94, 2, 2, 2])),
        }
    )
    delivery = Delivery(table, days, minute, keys)
    delivery = _with_canaries(_bad_readings(delivery, world))
    return finish(world, FEED, delivery, FLAWS, same_day=0.002, next_day=0.001)


def _with_canaries(delivery: Delivery) -> Delivery:
    """Typed columns cannot hold a name: the rejected row is one of an unknown street whose remark names a person."""
    person = {"maintainer": "name", "maintainer_phone": "phone"}
    delivery = plant_person(plant_person(delivery, person, "remark", 2), person, "remark", 4)
    is_rejected = pa.array(nth_of_day(delivery.delivered, 4))
    return delivery.put("street_code", pc.if_else(is_rejected, "YL-08-01", delivery.table["street_code"]))


def _utc(minutes: np.ndarray) -> pa.Array:
    seconds = (minutes - ZONE_SHIFT_MINUTES) * 60
    return pa.array(seconds.astype("datetime64[s]")).cast(pa.timestamp("us", "UTC"))


def _pm25(world: World, shape: tuple[int, int, int]) -> Floats:
    climate = world.climate
    daily = 38 * (1 - 0.4 * climate.summer) * np.exp(0.3 * world.draws(FEED, combine(climate.days)).normal("day"))
    daily = daily / (1 + 0.03 * np.minimum(climate.rain, 30)) / (0.6 + climate.wind / 6)
    hourly = 1 + 0.18 * np.cos((np.arange(24) - 8) / 12 * 2 * np.pi)
    place = np.exp(0.12 * world.draws(FEED, combine(np.arange(shape[2]))).normal("place"))
    level = daily[:, None, None] * hourly[None, :, None] * place[None, None, :]
    return level + _haze(world)[:, None, :]


def _haze(world: World) -> Floats:
    """Planted micrograms per cubic metre by (day, street)."""
    days, places = world.climate.days, world.places
    extra = np.zeros((len(days), len(places.streets)))
    for incident in world.incidents:
        for effect in incident.effects:
            if effect.feed == FEED:
                streets = np.unique(places.street_of[incident.grids])
                age = (days - incident.start - effect.lag).astype(np.float64)
                extra[:, streets] += effect.peak * effect.course(age)[:, None]
    return extra


def _bad_readings(delivery: Delivery, world: World) -> Delivery:
    """Gaps, stuck negative readings and spikes of a typed column."""
    draws = world.draws(f"{FEED}/sensor", delivery.keys)
    values = delivery.table["pm2_5"].combine_chunks()
    for name, rate, bad in (("gap", 0.002, None), ("negative", 0.001, -99.0), ("spike", 0.0008, 1999.0)):
        values = pc.if_else(pa.array(draws.chance(name, rate)), pa.scalar(bad, pa.float64()), values)
    return delivery.put("pm2_5", values)
