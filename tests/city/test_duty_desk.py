"""The simulated duty desk has acted: the rules have a record, and the dashboards hold it."""

from __future__ import annotations

from demo.desk import DESK
from demo.desk_round import make_round
from warehouse.serving import open_serving

from .conftest import RunningCity


def test_the_rules_record_holds_what_the_desk_found(city: RunningCity) -> None:
    (desk,) = city.summary["desk"]
    assert desk["n_confirmed"] > 0
    assert desk["n_false_alarms"] > 0
    with open_serving(city.settings.serving_path) as conn:
        found = conn.execute("select sum(n_confirmed), sum(n_false) from brain.rule_performance").fetchall()[0]
    assert found == (desk["n_confirmed"], desk["n_false_alarms"])


def test_every_act_says_that_it_is_simulated(city: RunningCity) -> None:
    acts = city.query("select actor, note from brain.warning_event where actor <> 'hub'")
    assert acts
    assert all(DESK in act["actor"] and act["note"].startswith("simulated: ") for act in acts)


def test_a_second_round_does_nothing(city: RunningCity) -> None:
    acted = "select count(*) as n from brain.warning_event where actor <> 'hub'"
    before = city.query(acted)
    make_round(city.settings)
    assert city.query(acted) == before


def test_there_are_live_warnings_left_to_see(city: RunningCity) -> None:
    (found,) = city.query("select count(*) as n from brain.warning where city_id = 'yunlan' and state = 'open'")
    assert found["n"] > 0
