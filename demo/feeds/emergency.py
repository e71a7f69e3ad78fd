"""The emergency centre's calls (110, 119, 120): one CSV a day in GB18030, Chinese headers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.cases import Cases, Flow, Habits, Versions, deliver, simulate_cases, simulate_flow
from demo.delivery import Delivery, Flaw, finish, plant_canaries, stamp
from demo.draws import Ints, Mask
from demo.feeds.codes import EMERGENCY
from demo.feeds.parts import as_delivery, case_numbers, choose, hide, numbers, person
from demo.texts import write_notes
from demo.world import World

FEED = "emergency_calls"
HABITS = Habits(response_minutes=9, closing_hours=2.2, due_hours=4, direct_share=0.35, late_share=0.008)
FLAWS = (
    Flaw("社区编码", 0.0015, ("YL-07-01-01", "未知", None)),
    Flaw("警情类别", 0.0010, ("骚扰电话", "测试", None)),
    Flaw("接警时间", 0.0010, ("2099/12/31 23:59", "03-15 10:22", None)),
    Flaw("警情编号", 0.0004, (None,)),
    Flaw("警情级别", 0.0010, ("Ⅸ", "5级")),
    Flaw("受伤人数", 0.0008, ("-2", "多人")),
)


def build(world: World) -> Delivery:
    """All deliveries of the world's days."""
    cases = simulate_cases(world, FEED)
    flow = simulate_flow(cases, HABITS)
    versions = deliver(flow, world.first - 1, world.last)
    canary = {
        "报警人": "name",
        "报警电话": "phone",
        "证件号码": "id_number",
        "出生日期": "birth_date",
        "事发地址": "address",
        "涉事车牌": "plate",
    }
    delivery = as_delivery(_table(world, cases, flow, versions), cases, versions)
    return finish(world, FEED, plant_canaries(delivery, canary, "警情描述", "受伤人数"), FLAWS)


def slashed(minutes: Ints, known: Mask | None = None) -> pa.Array:
    """Local times as ``2026/03/01 08:15``."""
    return pc.replace_substring(pc.utf8_slice_codeunits(stamp(minutes, known), 0, 16), "-", "/")


def _table(world: World, cases: Cases, flow: Flow, versions: Versions) -> pa.Table:
    draws, row = cases.draws, versions.row
    topic = np.array(cases.topics)[cases.topic][row]
    closed, responded = versions.is_known["closed"], versions.is_known["responded"]
    is_patient = np.isin(topic, ["safety.medical", "health.gastro"])
    communities = world.places.community_of[cases.grid[row]]
    return pa.table(
        {
            "警情编号": case_numbers(cases, "JQ").take(pa.array(row)),
            "接警时间": slashed(cases.minute[row]),
            "入库时间": slashed(flow.registered[row]),
            "警情类别": choose([EMERGENCY[topic] for topic in cases.topics], cases.topic[row]),
            "警情级别": choose(["一般", "较大", "重大"], draws.pick("grade", [86, 12, 2])[row]),
            "社区编码": choose(world.places.communities, communities),
            "事发地址": person(world, cases, row, "address"),
            "报警人": hide(draws.chance("no_name", 0.3)[row], person(world, cases, row, "name")),
            "报警电话": person(world, cases, row, "phone"),
            "证件号码": hide(~is_patient | draws.chance("no_id", 0.6)[row], person(world, cases, row, "id_written")),
            "出生日期": hide(~is_patient, person(world, cases, row, "birth_date")),
            "涉事车牌": hide(topic != "traffic.accident", person(world, cases, row, "plate")),
            "警情描述": write_notes(cases, world.residents, "emergency").take(pa.array(row)),
            "受伤人数": numbers(draws.pick("injured", [80, 14, 4, 1, 1])[row]),
            "到场时间": slashed(flow.responded[row], responded),
            "应处置时间": slashed(flow.due[row]),
            "处置完成时间": slashed(flow.closed[row], closed),
        }
    )
