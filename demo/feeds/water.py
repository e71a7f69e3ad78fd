"""The water company's network events: a table in a SQL database (SQLite here)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import Cases, Flow, Habits, Versions, deliver, simulate_cases, simulate_flow
from demo.delivery import Delivery, Flaw, finish, plant_canaries, stamp
from demo.feeds.codes import WATER
from demo.feeds.parts import as_delivery, case_numbers, choose, hide, numbers, person, seconds_of
from demo.texts import write_notes
from demo.world import World

FEED = "water_network"
HABITS = Habits(response_minutes=40, closing_hours=9, due_hours=24, direct_share=0.3, late_share=0.01)
FLAWS = (
    Flaw("grid_code", 0.0015, ("YL-99-01-01-01", None)),
    Flaw("event_type", 0.0012, ("TEST", "CALIBRATION", None)),
    Flaw("event_time", 0.0010, ("2199-01-01 00:00:00", "unknown", None)),
    Flaw("event_id", 0.0004, (None,)),
    Flaw("pressure_kpa", 0.0014, ("-999", "9999", "ERR")),
)


def build(world: World) -> Delivery:
    """All deliveries of the world's days."""
    cases = simulate_cases(world, FEED)
    flow = simulate_flow(cases, HABITS)
    versions = deliver(flow, world.first - 1, world.last)
    canary = {"reporter_name": "name", "reporter_phone": "phone"}
    delivery = as_delivery(_table(world, cases, flow, versions), cases, versions)
    delivery = plant_canaries(delivery, canary, "remark", "pressure_kpa")
    return finish(world, FEED, delivery, FLAWS, same_day=0.01, next_day=0.0)


def _table(world: World, cases: Cases, flow: Flow, versions: Versions) -> pa.Table:
    draws, row = cases.draws, versions.row
    closed, responded = versions.is_known["closed"], versions.is_known["responded"]
    topic = np.array(cases.topics)[cases.topic]
    is_low = np.isin(topic, ["water.burst", "water.pressure", "water.outage"])
    pressure = np.maximum(5.0, np.where(is_low, 120.0, 310.0) + 35.0 * draws.normal("pressure"))
    by_phone = draws.chance("by_phone", 0.35)[row]
    return pa.table(
        {
            "event_id": case_numbers(cases, "SW").take(pa.array(row)),
            "event_time": stamp(cases.minute[row], seconds=seconds_of(cases)[row]),
            "recorded_time": stamp(flow.registered[row]),
            "updated_time": stamp(versions.updated),
            "grid_code": choose(world.places.grids, cases.grid[row]),
            "sensor_code": choose([f"P{n:04}" for n in range(480)], cases.grid[row]),
            "event_type": choose([WATER[topic] for topic in cases.topics], cases.topic[row]),
            "pressure_kpa": pa.array(np.round(pressure[row], 1)).cast(pa.string()),
            "households_affected": numbers(draws.exponential("households", 40.0).astype(np.int64)[row]),
            "reporter_name": hide(~by_phone, person(world, cases, row, "name")),
            "reporter_phone": hide(~by_phone, person(world, cases, row, "phone")),
            "remark": write_notes(cases, world.residents, "water").take(pa.array(row)),
            "arrived_time": stamp(flow.responded[row], responded),
            "due_time": stamp(flow.due[row]),
            "repaired_time": stamp(flow.closed[row], closed),
        }
    )
