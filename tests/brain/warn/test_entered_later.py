"""What was done earlier can be entered later, with the time at which it was done, and never before what went before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from brain.warn import life
from brain.warn.acts import Act, record_acts
from brain.warn.step import warn_step
from schemas.settings import Settings

HOUR = timedelta(hours=1)


def _expired(settings: Settings) -> dict[str, Any]:
    """A warning that the hub let expire, because nobody had acted on it."""
    return life.show_warning(str(life.list_warnings(settings, state="expired")[0]["warning_id"]), settings)


def _raised_at(found: dict[str, Any]) -> datetime:
    return next(event["at"] for event in found["events"] if event["kind"] == "raised")


def test_an_act_before_the_expiry_finds_the_warning_open(own_city: Settings) -> None:
    before = _expired(own_city)
    warning, raised = before["warning_id"], _raised_at(before)
    life.acknowledge(warning, "Street office", own_city, "seen", raised + HOUR)
    life.dispatch(warning, "Street office", own_city, "team 3", raised + 2 * HOUR)
    found = life.show_warning(warning, own_city)
    assert found["state"] == "dispatched"
    assert [event["kind"] for event in found["events"]][:3] == ["raised", "acknowledged", "dispatched"]
    assert found["events"][1]["at"] == raised + HOUR
    assert found["events"][1]["colour"] == found["events"][0]["colour"]
    assert "seen (entered 20" in found["events"][1]["note"]


def test_after_the_expiry_it_can_only_be_closed(own_city: Settings) -> None:
    before = _expired(own_city)
    warning, expired = before["warning_id"], before["events"][-1]["at"]
    with pytest.raises(life.WarningError, match="is expired"):
        life.acknowledge(warning, "Street office", own_city, at=expired + HOUR)
    life.close(warning, "Street office", "confirmed", own_city, at=expired + HOUR)
    assert life.show_warning(warning, own_city)["state"] == "closed"


def test_times_before_the_last_step_and_to_come_are_refused(own_city: Settings) -> None:
    before = _expired(own_city)
    warning, raised = before["warning_id"], _raised_at(before)
    life.acknowledge(warning, "Street office", own_city, at=raised + 2 * HOUR)
    for at in (raised - HOUR, raised + HOUR, datetime.now(UTC) + HOUR):
        with pytest.raises(life.WarningError, match="last step"):
            life.dispatch(warning, "Street office", own_city, at=at)


def test_several_acts_are_recorded_together_or_not_at_all(own_city: Settings) -> None:
    before = _expired(own_city)
    warning, raised = before["warning_id"], _raised_at(before)
    acts = [
        Act(warning, "acknowledged", "Street office", at=raised + 2 * HOUR),
        Act(warning, "dispatched", "Street office", at=raised + HOUR),
    ]
    with pytest.raises(life.WarningError, match="last step"):
        record_acts(acts, own_city)
    assert life.show_warning(warning, own_city) == before


def test_running_the_day_again_keeps_what_was_entered_in_order_of_time(own_city: Settings) -> None:
    before = _expired(own_city)
    warning, raised = before["warning_id"], _raised_at(before)
    life.dispatch(warning, "Street office", own_city, "team 3", raised + HOUR)
    life.close(warning, "Street office", "confirmed", own_city, at=raised + 2 * HOUR)
    warn_step(own_city)
    found = life.show_warning(warning, own_city)
    assert found["state"] == "closed"
    assert [event["kind"] for event in found["events"]][:3] == ["raised", "dispatched", "confirmed"]
    assert [event["seq"] for event in found["events"]] == list(range(1, len(found["events"]) + 1))
