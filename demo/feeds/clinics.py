"""Fever clinics: daily counts by community, syndrome and age band, in one Excel workbook a month."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import BASE_DAY, DAY
from demo.climate import TOPIC_FACTORS
from demo.delivery import Delivery, Flaw, day_text, finish, plant_canaries, stamp
from demo.draws import Floats, Ints, combine
from demo.feeds.parts import choose, numbers, staff
from demo.world import World

FEED = "fever_clinics"
SHEET = "日报"
NUMERIC = ("就诊人次",)
SYNDROMES = {"health.fever": ("发热", 1.25), "health.gastro": ("腹泻", 0.55)}
"""Topic to the clinics' word and to the mean visits a day of a community of average size."""
AGE_BANDS = ("0-4岁", "5-14岁", "15-24岁", "25-59岁", "60岁及以上")
AGE_SHARES = np.array([0.2, 0.22, 0.1, 0.28, 0.2])
WEEKDAY = np.array([1.22, 1.06, 1.0, 0.97, 0.97, 0.94, 0.84])
FLAWS = (
    Flaw("社区编码", 0.002, ("YL-01-01-99", "外地", None)),
    Flaw("症候群", 0.0015, ("不明", None)),
    Flaw("就诊人次", 0.0015, ("-3", "约五人", "1200")),
    Flaw("年龄段", 0.001, ("成人", None)),
)


def build(world: World) -> Delivery:
    """All rows of the world's days; a day's counts are filed the next morning."""
    days, counts = _counts(world)
    day, community, syndrome, band = np.nonzero(counts)
    keys = combine(days[day], community, syndrome, band)
    draws = world.draws(FEED, keys)
    clinic = world.draws(f"{FEED}/clinics", combine(world.places.street_of[community * 4]))
    filed = (days[day] + 1) * DAY + 7 * 60 + draws.below("filed", 180)
    table = pa.table(
        {
            "日期": day_text(days[day]),
            "发热门诊": choose(
                [f"{name.removesuffix('街道')}社区卫生服务中心" for name in world.places.street_names],
                world.places.street_of[community * 4],
            ),
            "社区编码": choose(world.places.communities, community),
            "症候群": choose([word for word, _ in SYNDROMES.values()], syndrome),
            "年龄段": choose(AGE_BANDS, band),
            "就诊人次": numbers(counts[day, community, syndrome, band]),
            "填报人": staff(world, clinic, 24, "name"),
            "填报电话": staff(world, clinic, 24, "phone"),
            "填报时间": stamp(filed),
            "备注": choose(["", "无", "已复核", "补报"], draws.pick("remark", [80, 10, 8, 2])),
        }
    )
    delivery = Delivery(table, days[day], filed, keys)
    delivery = plant_canaries(delivery, {"填报人": "name", "填报电话": "phone"}, "备注", "就诊人次")
    return finish(world, FEED, delivery, FLAWS, same_day=0.004, next_day=0.0)


def _counts(world: World) -> tuple[Ints, Ints]:
    """Visits by (day, community, syndrome, age band)."""
    climate, places = world.climate, world.places
    days, n = climate.days, len(places.communities)
    size = np.exp(0.35 * world.draws(FEED, combine(np.arange(n))).normal("size"))
    season = np.where(climate.is_holiday, 0.75, 1.0) * WEEKDAY[climate.weekday] * 1.03 ** ((days - BASE_DAY) / 365.25)
    means = np.empty((len(days), n, len(SYNDROMES)))
    for number, (topic, (_, mean)) in enumerate(SYNDROMES.items()):
        noise = np.exp(0.1 * world.draws(FEED, combine(days)).normal(f"noise_{topic}"))
        course = mean * season * noise * TOPIC_FACTORS[topic](climate)
        means[:, :, number] = course[:, None] * size[None, :] + _incident_means(world, topic)
    keys = combine(
        days[:, None, None, None],
        np.arange(n)[None, :, None, None],
        np.arange(len(SYNDROMES))[None, None, :, None],
        np.arange(len(AGE_BANDS))[None, None, None, :],
    )
    shares = means[:, :, :, None] * AGE_SHARES
    return days, world.draws(FEED, keys).poisson("visits", shares)


def _incident_means(world: World, topic: str) -> Floats:
    """Extra visits by (day, community)."""
    days, places = world.climate.days, world.places
    extra = np.zeros((len(days), len(places.communities)))
    for incident in world.incidents:
        for effect in incident.effects:
            if effect.feed == FEED and effect.topic == topic:
                means = incident.means(effect, days)
                np.add.at(extra.T, places.community_of[incident.grids], means.T)
    return extra
