"""Housing and lift faults: one compressed CSV a day, Chinese headers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import Cases, Flow, Habits, Versions, deliver, simulate_cases, simulate_flow
from demo.delivery import Delivery, Flaw, finish, plant_canaries, stamp
from demo.feeds.codes import HOUSING
from demo.feeds.parts import as_delivery, case_numbers, choose, hide, numbers, person, phone_forms, seconds_of
from demo.texts import write_notes
from demo.world import World

FEED = "housing_faults"
HABITS = Habits(response_minutes=90, closing_hours=36, due_hours=72, direct_share=0.3, late_share=0.02)
FLAWS = (
    Flaw("网格编码", 0.0015, ("YL-01-01-01-09", "小区未录入", None)),
    Flaw("报修类型", 0.0012, ("其他", "", None)),
    Flaw("报修时间", 0.0010, ("2088-08-08 08:08:08", "2026-13-01 09:00:00", None)),
    Flaw("报修单号", 0.0004, (None,)),
    Flaw("满意度", 0.0010, ("11", "非常满意")),
    Flaw("被困人数", 0.0008, ("-1", "若干")),
)


def build(world: World) -> Delivery:
    """All deliveries of the world's days."""
    cases = simulate_cases(world, FEED)
    flow = simulate_flow(cases, HABITS)
    versions = deliver(flow, world.first - 1, world.last)
    canary = {"报修人": "name", "联系电话": "phone", "邮箱": "email", "详细地址": "address"}
    delivery = as_delivery(_table(world, cases, flow, versions), cases, versions)
    return finish(world, FEED, plant_canaries(delivery, canary, "故障描述", "被困人数"), FLAWS)


def _table(world: World, cases: Cases, flow: Flow, versions: Versions) -> pa.Table:
    draws, row = cases.draws, versions.row
    closed, responded = versions.is_known["closed"], versions.is_known["responded"]
    is_lift = (np.array(cases.topics)[cases.topic] == "housing.lift")[row]
    trapped = np.where(is_lift, draws.pick("trapped", [75, 15, 7, 3])[row], 0)
    return pa.table(
        {
            "报修单号": case_numbers(cases, "FX").take(pa.array(row)),
            "报修时间": stamp(cases.minute[row], seconds=seconds_of(cases)[row]),
            "登记时间": stamp(flow.registered[row]),
            "网格编码": choose(world.places.grids, cases.grid[row]),
            "小区名称": person(world, cases, row, "estate"),
            "报修类型": choose([HOUSING[topic] for topic in cases.topics], cases.topic[row]),
            "详细地址": person(world, cases, row, "address"),
            "报修人": person(world, cases, row, "name"),
            "联系电话": phone_forms(world, cases).take(pa.array(row)),
            "邮箱": hide(~draws.chance("has_mail", 0.15)[row], person(world, cases, row, "email")),
            "故障描述": write_notes(cases, world.residents, "housing").take(pa.array(row)),
            "被困人数": numbers(trapped),
            "状态": choose(["待处理", "维修中", "已完成"], np.where(closed, 2, np.where(responded, 1, 0))),
            "响应时间": stamp(flow.responded[row], responded),
            "应办结时间": stamp(flow.due[row]),
            "办结时间": stamp(flow.closed[row], closed),
            "是否返修": hide(~closed, choose(["否", "是"], flow.is_reopened[row].astype(np.int64))),
            "满意度": hide(~closed | (flow.satisfaction[row] < 0), numbers(flow.satisfaction[row])),
        }
    )
