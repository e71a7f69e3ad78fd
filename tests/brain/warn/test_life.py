"""The life of a warning: legal steps only, each in the history; running the step again does not undo them."""

from __future__ import annotations

import pytest

from brain.warn import life
from brain.warn.step import warn_step
from schemas.settings import Settings


def _first_open(settings: Settings) -> str:
    return str(life.list_warnings(settings, state="open")[0]["warning_id"])


def test_a_warning_goes_from_open_to_confirmed(own_city: Settings) -> None:
    warning = _first_open(own_city)
    life.acknowledge(warning, "Duty desk", own_city)
    life.dispatch(warning, "Duty desk", own_city, "team 3")
    life.resolve(warning, "Street office", own_city)
    life.close(warning, "Street office", "confirmed", own_city)
    found = life.show_warning(warning, own_city)
    assert found["state"] == "closed"
    kinds = [event["kind"] for event in found["events"]]
    assert kinds[-4:] == ["acknowledged", "dispatched", "resolved", "confirmed"]
    assert [event["seq"] for event in found["events"]] == list(range(1, len(kinds) + 1))


def test_a_step_back_is_refused_and_leaves_no_trace(own_city: Settings) -> None:
    warning = _first_open(own_city)
    life.close(warning, "Duty desk", "false_alarm", own_city)
    before = life.show_warning(warning, own_city)
    with pytest.raises(life.WarningError, match="is closed"):
        life.acknowledge(warning, "Duty desk", own_city)
    assert life.show_warning(warning, own_city) == before


def test_unknown_warnings_outcomes_and_nameless_actors_are_refused(own_city: Settings) -> None:
    warning = _first_open(own_city)
    with pytest.raises(life.WarningError, match="no warning"):
        life.acknowledge("XS-19990101-000000", "Duty desk", own_city)
    with pytest.raises(life.WarningError, match="false_alarm"):
        life.close(warning, "Duty desk", "maybe", own_city)  # type: ignore[arg-type]  # what a user may type
    with pytest.raises(life.WarningError, match="office"):
        life.dispatch(warning, " ", own_city)


def test_what_people_did_survives_the_step_and_measures_the_rule(own_city: Settings) -> None:
    warning = _first_open(own_city)
    life.close(warning, "Duty desk", "confirmed", own_city)
    warn_step(own_city)
    found = life.show_warning(warning, own_city)
    assert found["state"] == "closed"
    assert found["rule_performance"]["n_confirmed"] == 1
    assert found["rule_performance"]["precision"] == 1.0
