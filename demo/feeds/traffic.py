"""The transport bureau's incident service: REST, zoned times, coordinates instead of area codes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from demo.cases import Cases, Flow, Habits, Versions, deliver, simulate_cases, simulate_flow
from demo.delivery import Delivery, Flaw, finish, plant_canaries, stamp, zoned
from demo.draws import Ints
from demo.feeds.codes import TRAFFIC
from demo.feeds.parts import as_delivery, case_numbers, choose, hide, numbers, person, seconds_of
from demo.texts import write_notes
from demo.world import World

FEED = "traffic_incidents"
NUMERIC = ("longitude", "latitude", "lanes_closed")
HABITS = Habits(response_minutes=16, closing_hours=1.6, due_hours=3, direct_share=0.3, late_share=0.01)
FLAWS = (
    Flaw("longitude", 0.0012, ("0.0", "121.4737", None, "东经112度")),
    Flaw("type", 0.0012, ("TEST", "", None)),
    Flaw("reported_at", 0.0010, ("2077-01-01T00:00:00+08:00", "n/a", None)),
    Flaw("incident_no", 0.0004, (None,)),
    Flaw("lanes_closed", 0.0010, ("44", "-1", "全部")),
    Flaw("severity", 0.0008, ("UNKNOWN",)),
)


def build(world: World) -> Delivery:
    """All deliveries of the world's days."""
    cases = simulate_cases(world, FEED)
    flow = simulate_flow(cases, HABITS)
    versions = deliver(flow, world.first - 1, world.last)
    canary = {"driver_name": "name", "driver_phone": "phone", "driver_licence": "id_number", "plate": "plate"}
    delivery = as_delivery(_table(world, cases, flow, versions), cases, versions)
    delivery = plant_canaries(delivery, canary, "description", "lanes_closed")
    return finish(world, FEED, delivery, FLAWS, same_day=0.01, next_day=0.0)


def _coordinates(world: World, cases: Cases) -> tuple[pa.Array, pa.Array]:
    """A point inside the case's grid, to five decimals."""
    reach = world.places.reach[cases.grid] * np.sqrt(cases.draws.uniform("distance"))
    angle = 2 * np.pi * cases.draws.uniform("angle")
    middle = world.places.inner_points[cases.grid]
    return (_decimals(middle[:, 0] + reach * np.cos(angle)), _decimals(middle[:, 1] + reach * np.sin(angle)))


def _decimals(values: np.ndarray) -> pa.Array:
    return pa.array(np.round(values, 5)).cast(pa.string())


def _plates(world: World, cases: Cases, row: Ints) -> pa.Array:
    is_hidden = ~np.isin(np.array(cases.topics)[cases.topic][row], ["traffic.accident", "traffic.parking"])
    return hide(is_hidden, person(world, cases, row, "plate"))


def _table(world: World, cases: Cases, flow: Flow, versions: Versions) -> pa.Table:
    draws, row = cases.draws, versions.row
    closed, responded = versions.is_known["closed"], versions.is_known["responded"]
    longitude, latitude = _coordinates(world, cases)
    is_accident = (np.array(cases.topics)[cases.topic] == "traffic.accident")[row]
    return pa.table(
        {
            "incident_no": case_numbers(cases, "TI").take(pa.array(row)),
            "reported_at": zoned(stamp(cases.minute[row], seconds=seconds_of(cases)[row])),
            "recorded_at": zoned(stamp(flow.registered[row])),
            "updated_at": zoned(stamp(versions.updated)),
            "type": choose([TRAFFIC[topic] for topic in cases.topics], cases.topic[row]),
            "severity": choose(["MINOR", "MODERATE", "MAJOR"], draws.pick("severity", [70, 24, 6])[row]),
            "longitude": longitude.take(pa.array(row)),
            "latitude": latitude.take(pa.array(row)),
            "road": person(world, cases, row, "road"),
            "plate": _plates(world, cases, row),
            "driver_name": hide(~is_accident, person(world, cases, row, "name")),
            "driver_phone": hide(~is_accident, person(world, cases, row, "phone")),
            "driver_licence": hide(~is_accident, person(world, cases, row, "id_written")),
            "description": write_notes(cases, world.residents, "traffic").take(pa.array(row)),
            "lanes_closed": numbers(draws.pick("lanes", [50, 35, 12, 3])[row]),
            "arrived_at": zoned(stamp(flow.responded[row], responded)),
            "due_at": zoned(stamp(flow.due[row])),
            "cleared_at": zoned(stamp(flow.closed[row], closed)),
        }
    )
