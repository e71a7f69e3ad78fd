"""Grid workers' reports: one JSONL file a day, uploaded from their phones."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import ELSEWHERE, Cases, Flow, Habits, Versions, deliver, simulate_cases, simulate_flow, with_echoes
from demo.delivery import Delivery, Flaw, finish, plant_canaries, stamp
from demo.feeds.hotline import simulate_calls
from demo.feeds.parts import as_delivery, case_numbers, choose, hide, numbers, person, seconds_of, staff
from demo.texts import write_notes
from demo.world import World

FEED = "grid_reports"
NUMERIC = ("severity", "is_reopened", "n_photos")
HABITS = Habits(response_minutes=25, closing_hours=30, due_hours=72, direct_share=0.64, late_share=0.035)
FLAWS = (
    Flaw("grid_code", 0.0015, ("YL-05-01-01-01", "G-117", "", None)),
    Flaw("event_code", 0.0012, ("misc.unknown", "其它", None)),
    Flaw("found_at", 0.0010, ("2031-06-01 08:00:00", "0000-00-00", None, "上午十点")),
    Flaw("severity", 0.0012, ("7", "重", "-1")),
    Flaw("report_id", 0.0004, (None,)),
    Flaw("n_photos", 0.0008, ("999", "无")),
)


def build(world: World) -> Delivery:
    """All deliveries of the world's days."""
    cases = with_echoes(simulate_cases(world, FEED), simulate_calls(world), ELSEWHERE)
    flow = simulate_flow(cases, HABITS)
    versions = deliver(flow, world.first - 1, world.last)
    table = _table(world, cases, flow, versions)
    canary = {"resident_name": "name", "resident_phone": "phone", "vehicle_plate": "plate", "worker_name": "name"}
    return finish(world, FEED, plant_canaries(as_delivery(table, cases, versions), canary, "note", "severity"), FLAWS)


def _table(world: World, cases: Cases, flow: Flow, versions: Versions) -> pa.Table:
    draws, row = cases.draws, versions.row
    closed, responded = versions.is_known["closed"], versions.is_known["responded"]
    no_resident = ~draws.chance("has_resident", 0.45)[row]
    no_plate = (np.array(cases.topics)[cases.topic] != "traffic.parking")[row]
    worker = world.draws("grid_workers", cases.grid.astype(np.uint64))
    return pa.table(
        {
            "report_id": case_numbers(cases, "WG").take(pa.array(row)),
            "found_at": stamp(cases.minute[row], seconds=seconds_of(cases)[row]),
            "uploaded_at": stamp(flow.registered[row]),
            "updated_at": stamp(versions.updated),
            "grid_code": choose(world.places.grids, cases.grid[row]),
            "event_code": choose(cases.topics, cases.topic[row]),
            "severity": numbers(1 + draws.pick("severity", [60, 25, 10, 4, 1])[row]),
            "worker_id": numbers(100_000 + 7 * cases.grid[row]),
            "worker_name": staff(world, worker, 480, "name").take(pa.array(row)),
            "worker_phone": staff(world, worker, 480, "phone").take(pa.array(row)),
            "resident_name": hide(no_resident, person(world, cases, row, "name")),
            "resident_phone": hide(no_resident, person(world, cases, row, "phone")),
            "vehicle_plate": hide(no_plate, person(world, cases, row, "plate")),
            "note": write_notes(cases, world.residents, "grid").take(pa.array(row)),
            "status": choose(["open", "accepted", "closed"], np.where(closed, 2, np.where(responded, 1, 0))),
            "accepted_at": stamp(flow.responded[row], responded),
            "due_at": stamp(flow.due[row]),
            "closed_at": stamp(flow.closed[row], closed),
            "is_reopened": hide(~closed, pa.array(flow.is_reopened[row]).cast(pa.string())),
            "n_photos": numbers(draws.below("photos", 6)[row]),
        }
    )
