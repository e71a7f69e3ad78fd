"""The 12345 hotline's case system: REST, paged JSON, free text in Chinese."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import REPEATED, Cases, Flow, Habits, Versions, deliver, simulate_cases, simulate_flow, with_echoes
from demo.delivery import Delivery, Flaw, finish, plant_canaries, stamp
from demo.feeds.codes import HOTLINE
from demo.feeds.parts import as_delivery, case_numbers, choose, hide, numbers, person, phone_forms, seconds_of
from demo.texts import write_notes
from demo.world import World

FEED = "hotline_12345"
NUMERIC = ("satisfaction", "call_seconds", "is_reopened")
CHANNELS = ("电话", "小程序", "网站", "微信", "邮件")
HABITS = Habits(response_minutes=70, closing_hours=52, due_hours=96, direct_share=0.52, late_share=0.02)
FLAWS = (
    Flaw("grid_code", 0.0014, ("YL-09-99-99-99", "YL-01-03", "不详", None)),
    Flaw("category", 0.0012, ("待分类", "9999", None)),
    Flaw("created_time", 0.0010, ("2099-01-01 00:00:00", "昨天下午", None, "20260230")),
    Flaw("satisfaction", 0.0012, ("9", "满意", "0")),
    Flaw("case_no", 0.0004, (None,)),
    Flaw("call_seconds", 0.0008, ("-35", "约三分钟")),
    Flaw("status", 0.0006, ("挂起", "??")),
)


def simulate_calls(world: World) -> Cases:
    """The calls, those of people who call again included."""
    cases = simulate_cases(world, FEED)
    return with_echoes(cases, cases, REPEATED)


def build(world: World) -> Delivery:
    """All deliveries of the world's days."""
    cases = simulate_calls(world)
    flow = simulate_flow(cases, HABITS)
    versions = deliver(flow, world.first - 1, world.last)
    table = _table(world, cases, flow, versions)
    canary = {
        "caller_name": "name",
        "caller_phone": "phone",
        "caller_id_number": "id_number",
        "address": "address",
        "caller_birth_date": "birth_date",
    }
    delivery = plant_canaries(as_delivery(table, cases, versions), canary, "content", "call_seconds")
    # A repeat on the next day would need a new time of update, which the system would give only to a changed case.
    return finish(world, FEED, delivery, FLAWS, same_day=0.01, next_day=0.0)


def _table(world: World, cases: Cases, flow: Flow, versions: Versions) -> pa.Table:
    draws, row = cases.draws, versions.row
    is_anonymous = draws.chance("is_anonymous", 0.12)[row]
    has_id = draws.chance("has_id", 0.3)[row] & ~is_anonymous
    closed, responded = versions.is_known["closed"], versions.is_known["responded"]
    status = np.where(closed, 2, np.where(responded, 1, 0))
    notes = write_notes(cases, world.residents, "hotline")
    late_close = closed & (flow.satisfaction[row] > 0)
    return pa.table(
        {
            "case_no": case_numbers(cases, "RX").take(pa.array(row)),
            "created_time": stamp(cases.minute[row], seconds=seconds_of(cases)[row]),
            "registered_time": stamp(flow.registered[row]),
            "updated_at": stamp(versions.updated),
            "channel": choose(CHANNELS, draws.pick("channel", [70, 14, 5, 8, 1])[row]),
            "category": choose([HOTLINE[topic] for topic in cases.topics], cases.topic[row]),
            "grid_code": choose(world.places.grids, cases.grid[row]),
            "caller_name": hide(is_anonymous, person(world, cases, row, "name")),
            "caller_phone": phone_forms(world, cases).take(pa.array(row)),
            "caller_id_number": hide(~has_id, person(world, cases, row, "id_written")),
            "caller_birth_date": hide(~has_id, person(world, cases, row, "birth_date")),
            "address": hide(is_anonymous, person(world, cases, row, "address")),
            "content": notes.take(pa.array(row)),
            "status": choose(["已受理", "处理中", "已办结"], status),
            "first_response_time": stamp(flow.responded[row], responded),
            "due_time": stamp(flow.due[row]),
            "closed_time": stamp(flow.closed[row], closed),
            "is_reopened": hide(~closed, pa.array(flow.is_reopened[row]).cast(pa.string())),
            "satisfaction": hide(~late_close, numbers(flow.satisfaction[row])),
            "call_seconds": numbers(30 + draws.exponential("seconds", 160.0).astype(np.int64)[row]),
        }
    )
