"""Service capacity: what each street's crews can handle in a day: one Excel workbook a month."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import DAY
from demo.delivery import Delivery, Flaw, day_text, finish, plant_canaries, stamp
from demo.draws import combine
from demo.feeds.parts import choose, numbers, staff
from demo.world import World

FEED = "service_capacity"
SHEET = "能力"
NUMERIC = ("可处理量", "在岗人数")
RESOURCES = {
    "water_crew": ("供水抢修队", 9),
    "heating_crew": ("供热维修队", 7),
    "energy_crew": ("电力燃气抢修队", 4),
    "sanitation_team": ("环卫作业队", 14),
    "traffic_patrol": ("交通巡逻组", 21),
    "housing_crew": ("房屋维修队", 14),
    "clinic_team": ("发热门诊医疗组", 19),
    "ambulance": ("急救车组", 12),
    "inspection_team": ("城管巡查组", 27),
}
"""Resource to the department's word and to the cases that a street of average size can handle in a day: enough for the
busy days of its season (``rates.yaml``), so that what falls short is an incident and not the staffing plan."""
FLAWS = (
    Flaw("街道编码", 0.002, ("YL-05-09", None)),
    Flaw("可处理量", 0.002, ("-5", "充足")),
    Flaw("资源类型", 0.001, ("其他力量", None)),
)


def build(world: World) -> Delivery:
    """All rows of the world's days."""
    climate, streets = world.climate, world.places.streets
    day, street, resource = (axis.ravel() for axis in np.indices((len(climate.days), len(streets), len(RESOURCES))))
    days = climate.days[day]
    keys = combine(days, street, resource)
    draws = world.draws(FEED, keys)
    usual = np.array([amount for _, amount in RESOURCES.values()], dtype=np.float64)[resource]
    size = np.exp(0.1 * world.draws(f"{FEED}/size", combine(street, resource)).normal("size"))
    shift = np.where(climate.is_holiday[day], 0.7, np.where(climate.weekday[day] >= 5, 0.8, 1.0))
    amount = np.maximum(1, np.round(usual * size * shift * np.exp(0.08 * draws.normal("day")))).astype(np.int64)
    duty = world.draws(f"{FEED}/duty", combine(street, resource, days % 7))
    filed = (days - 1) * DAY + 17 * 60 + draws.below("filed", 120)
    table = pa.table(
        {
            "日期": day_text(days),
            "街道编码": choose(streets, street),
            "资源类型": choose([word for word, _ in RESOURCES.values()], resource),
            "可处理量": numbers(amount),
            "在岗人数": numbers(np.maximum(1, amount // 3)),
            "值班负责人": staff(world, duty, 400, "name"),
            "值班电话": staff(world, duty, 400, "phone"),
            "填报时间": stamp(filed),
            "备注": choose(["", "正常", "部分人员支援外区"], draws.pick("remark", [80, 18, 2])),
        }
    )
    delivery = Delivery(table, days, filed, keys)
    delivery = plant_canaries(delivery, {"值班负责人": "name", "值班电话": "phone"}, "备注", "可处理量")
    return finish(world, FEED, delivery, FLAWS, same_day=0.003, next_day=0.0)
