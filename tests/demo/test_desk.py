"""The duty desk acts once on what is old enough, by the ground truth, and the rules' record follows from its acts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from brain.warn import life
from brain.warn.store import read_warnings, write_warnings
from brain.warn.warning import HUB, Event, Warned, said_at
from demo.desk import DESK
from demo.desk_round import make_round
from demo.generate import generate
from demo.store import truth_path
from schemas.settings import Settings
from warehouse.lake import initialise_lake, open_lake, transaction

FIRST, LAST = date(2026, 2, 20), date(2026, 3, 31)
ZONE = "Asia/Shanghai"
WRITTEN = ("warning", "warning_event", "judged_day", "missed_incident", "rule_performance")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(home=tmp_path_factory.mktemp("desk"), today=LAST + timedelta(days=1))
    generate(settings, (LAST - FIRST).days + 1, 7, LAST)
    initialise_lake(settings)
    with open_lake(settings, write=True) as conn:
        conn.execute("insert into gold.series_span values ('yunlan', 'water.burst', ?, ?)", [FIRST, LAST])
    return settings


@pytest.fixture
def city(generated: Settings) -> Iterator[Settings]:
    """A lake in which every day has been judged and no warning stands."""
    _judge(generated, LAST)
    yield generated
    with open_lake(generated, write=True) as conn, transaction(conn, "clear"):
        for table in WRITTEN:
            conn.execute(f"delete from brain.{table}")


def _judge(settings: Settings, last: date) -> None:
    days = [FIRST + timedelta(days=n) for n in range((last - FIRST).days + 1)]
    with open_lake(settings, write=True) as conn:
        conn.execute("delete from brain.judged_day")
        conn.execute("insert into brain.judged_day select 'yunlan', unnest(?), 'v', 0, now()", [days])


def _incident(settings: Settings, name: str) -> dict[str, Any]:
    truth = json.loads(truth_path(settings).read_text("utf-8"))
    return next(incident for incident in truth["incidents"] if incident["id"] == name)


def _warned(area_id: str, topic_id: str, day: date, colour: str = "yellow", rule: str = "sign_exceedance") -> Warned:
    """Raised about the local ``day``, and live."""
    at = said_at(day, ZONE)
    return Warned(
        warning_id=f"yunlan-{topic_id}-{day}",
        city_id="yunlan",
        key=(area_id, topic_id),
        level="street",
        colour=colour,
        rule=rule,
        opened_on=day + timedelta(days=1),
        updated_on=day + timedelta(days=1),
        title_en="a warning",
        title_zh="预警",
        unit_en="Street office",
        unit_zh="街道办",
        due_at=at,
        evidence={},
        score=1.0,
        is_within_budget=True,
        events=[Event(at, "raised", colour, HUB, rule)],
    )


def _of(settings: Settings, name: str, topic_id: str, colour: str = "yellow", rule: str = "sign_exceedance") -> Warned:
    """A warning of that incident, raised about its first day."""
    incident = _incident(settings, name)
    return _warned(incident["area_id"], topic_id, date.fromisoformat(incident["start"]), colour, rule)


def _history(settings: Settings) -> list[Warned]:
    """Five warnings: two of matters that are over, one of a matter that goes on, a false one, one of last week."""
    return [
        _of(settings, "food_poisoning", "health.gastro"),
        _of(settings, "signal_failure", "traffic.signal", "orange", "tendency_sustained"),
        _of(settings, "respiratory_wave", "health.fever", "red", "trend_growing"),
        _warned("YL-01-01", "order.graffiti", date(2026, 3, 10)),
        _of(settings, "burst_main", "water.burst"),
    ]


def _put(settings: Settings, warnings: list[Warned]) -> None:
    with open_lake(settings, write=True) as conn, transaction(conn, "put"):
        write_warnings(conn, "yunlan", warnings)


def _found(settings: Settings) -> dict[str, Warned]:
    """The warnings by topic; notes without the time of entry."""
    with open_lake(settings) as conn:
        warnings = read_warnings(conn, "yunlan")
    for warned in warnings:
        warned.events = [replace(event, note=event.note.partition(" (entered")[0]) for event in warned.events]
    return {warned.key[1]: warned for warned in warnings}


def _kinds(warned: Warned) -> list[str]:
    return [event.kind for event in warned.events]


REAL = ["raised", "acknowledged", "dispatched", "resolved", "confirmed"]


def test_real_matters_are_confirmed_and_others_found_false(city: Settings) -> None:
    _put(city, _history(city))
    make_round(city)
    found = _found(city)
    assert _kinds(found["health.gastro"]) == _kinds(found["traffic.signal"]) == REAL
    assert _kinds(found["order.graffiti"]) == ["raised", "acknowledged", "false_alarm"]
    assert {found[topic].state for topic in ("health.gastro", "traffic.signal", "order.graffiti")} == {"closed"}


def test_every_act_is_marked_as_the_desks_and_lies_before_the_day_after_the_last_judged(city: Settings) -> None:
    _put(city, _history(city))
    make_round(city)
    end = datetime.combine(LAST + timedelta(days=1), datetime.min.time(), tzinfo=said_at(LAST, ZONE).tzinfo)
    acts = [event for warned in _found(city).values() for event in warned.events if event.actor != HUB]
    assert len(acts) == 4 + 4 + 2 + 2
    assert all(act.actor == f"Street office ({DESK})" and act.note.startswith("simulated: ") for act in acts)
    assert all(act.at < end for act in acts)


def test_recent_warnings_stay_open_and_a_red_one_stays_alive(city: Settings) -> None:
    _put(city, _history(city))
    make_round(city)
    found = _found(city)
    assert (found["water.burst"].state, _kinds(found["water.burst"])) == ("open", ["raised"])
    assert found["health.fever"].state == "dispatched"


def test_a_second_round_does_nothing_and_a_later_one_goes_on(city: Settings) -> None:
    _put(city, _history(city))
    make_round(city)
    before = _found(city)
    assert make_round(city) == {"n_warnings": 0, "missed": 0}
    assert _found(city) == before
    _judge(city, LAST + timedelta(days=30))
    make_round(city)
    after = _found(city)
    assert after["water.burst"].state == "closed"
    assert {topic: after[topic] for topic in before if topic != "water.burst"} == {
        topic: warned for topic, warned in before.items() if topic != "water.burst"
    }


def test_it_acts_at_the_same_times_whatever_else_stands(city: Settings) -> None:
    history = _history(city)
    _put(city, history[:1])
    make_round(city)
    alone = _found(city)["health.gastro"]
    _put(city, _history(city))
    make_round(city)
    assert _found(city)["health.gastro"] == alone


def test_what_somebody_else_acted_on_is_left_alone(city: Settings) -> None:
    history = _history(city)
    _put(city, history)
    life.acknowledge(history[0].warning_id, "District office", city)
    make_round(city)
    assert _kinds(_found(city)["health.gastro"]) == ["raised", "acknowledged"]


def test_what_ended_before_it_was_seen_is_only_closed(city: Settings) -> None:
    warned = _of(city, "signal_failure", "traffic.signal")
    ended = warned.events[0].at + timedelta(minutes=5)
    warned.state = "expired"
    warned.events.append(Event(ended, "expired", "yellow", HUB, "told of with another"))
    _put(city, [warned])
    make_round(city)
    assert _kinds(_found(city)["traffic.signal"]) == ["raised", "expired", "confirmed"]


def test_nobody_is_sent_before_the_hub_speaks_of_the_matter(city: Settings) -> None:
    """Raised on an ordinary day, and raised in tone by an incident that began later."""
    incident = _incident(city, "signal_failure")
    start = date.fromisoformat(incident["start"])
    warned = _warned(incident["area_id"], "traffic.signal", start - timedelta(days=12))
    escalated = Event(said_at(start, ZONE), "escalated", "orange", HUB, "tendency_growing")
    warned.events.append(escalated)
    warned.colour = "orange"
    _put(city, [warned])
    make_round(city)
    found = _found(city)["traffic.signal"]
    assert _kinds(found) == ["raised", "acknowledged", "escalated", "dispatched", "resolved", "confirmed"]


def test_nothing_is_found_false_before_the_hub_last_raised_its_tone(city: Settings) -> None:
    warned = _warned("YL-01-01", "order.graffiti", date(2026, 2, 28))
    warned.events.append(Event(said_at(date(2026, 3, 8), ZONE), "escalated", "orange", HUB, "tendency_growing"))
    _put(city, [warned])
    make_round(city)
    assert _kinds(_found(city)["order.graffiti"]) == ["raised", "acknowledged", "escalated", "false_alarm"]


def test_what_was_not_sent_is_closed_only_where_nothing_sent_spoke_of_it(city: Settings) -> None:
    first, second = _of(city, "food_poisoning", "health.gastro"), _of(city, "food_poisoning", "care.child")
    alone = _of(city, "signal_failure", "traffic.signal")
    second.is_within_budget = alone.is_within_budget = False
    _put(city, [first, second, alone])
    make_round(city)
    found = _found(city)
    assert _kinds(found["care.child"]) == ["raised"]
    assert _kinds(found["traffic.signal"]) == ["raised", "confirmed"]


def test_an_incident_that_no_warning_spoke_of_is_entered_once(city: Settings) -> None:
    _put(city, _history(city))
    assert make_round(city)["missed"] == 1
    assert make_round(city)["missed"] == 0
    with open_lake(city) as conn:
        rows = conn.execute("select area_id, topic_id, day, note, actor from brain.missed_incident").fetchall()
    lift = _incident(city, "lift_faults")
    start = date.fromisoformat(lift["start"])
    assert rows == [(lift["area_id"], "housing.lift", start, f"simulated: {lift['title_en']}", DESK)]


def test_the_rules_record_follows_from_the_acts(city: Settings) -> None:
    """Known to be real: food poisoning and signals, both confirmed, and the lifts, which nobody spoke of."""
    _put(city, _history(city))
    make_round(city)
    events = _found(city)["health.gastro"].events
    lead = (events[2].at - events[0].at) // timedelta(hours=1) / 24
    with open_lake(city) as conn:
        rows = conn.execute(
            "select rule, colour, n_raised, n_confirmed, n_false, n_missed, precision, recall, median_lead_days "
            "from brain.rule_performance order by rule"
        ).fetchall()
    assert rows[0] == ("sign_exceedance", "yellow", 3, 1, 1, 1, 0.5, pytest.approx(1 / 3), pytest.approx(lead))
    assert rows[1][:8] == ("tendency_sustained", "orange", 1, 1, 0, 1, 1.0, pytest.approx(1 / 3))
    assert rows[2] == ("trend_growing", "red", 1, 0, 0, 1, None, 0.0, None)
