"""What no rule spoke of can be recorded, once, and recall is measured by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from brain.warn import life
from brain.warn.missed import MissedError, record_missed
from brain.warn.step import warn_step
from schemas.settings import Settings
from warehouse.lake import open_lake


def _long_ago(settings: Settings) -> date:
    assert settings.today is not None
    return settings.today - timedelta(days=200)


def test_recall_is_the_share_told_of_all_that_was_real(own_city: Settings) -> None:
    told = str(life.list_warnings(own_city, state="open")[0]["warning_id"])
    life.close(told, "Duty desk", "confirmed", own_city)
    for days in (0, 1, 2):
        day = _long_ago(own_city) + timedelta(days=days)
        record_missed("XS-01-01", "water.burst", day, "a burst main that nobody saw coming", "Water office", own_city)
    warn_step(own_city)
    record = life.show_warning(told, own_city)["rule_performance"]
    assert (record["n_confirmed"], record["n_missed"], record["recall"]) == (1, 3, 0.25)


def test_a_persons_telephone_number_is_not_kept(own_city: Settings) -> None:
    day = _long_ago(own_city)
    record_missed("XS-01-01", "water.burst", day, "reported by 13800138000", "Water office", own_city)
    with open_lake(own_city) as conn:
        note = conn.execute("select note from brain.missed_incident").fetchall()[0][0]
    assert "13800138000" not in note


def test_what_a_warning_spoke_of_was_not_missed(own_city: Settings) -> None:
    warning = life.list_warnings(own_city, state="open")[0]
    with pytest.raises(MissedError, match=str(warning["warning_id"])):
        record_missed(str(warning["area_id"]), str(warning["topic_id"]), warning["opened_on"], "late", "Desk", own_city)


@pytest.mark.parametrize(
    ("area", "topic", "days", "note", "said"),
    [
        ("XS-99", "water.burst", 0, "x", "no area"),
        ("XS-01", "water.beer", 0, "x", "no topic"),
        ("XS-01", "water.burst", 400, "x", "not come"),
        ("XS-01", "water.burst", 0, " ", "--note"),
    ],
)
def test_wrong_records_are_refused(own_city: Settings, area: str, topic: str, days: int, note: str, said: str) -> None:
    with pytest.raises(MissedError, match=said):
        record_missed(area, topic, _long_ago(own_city) + timedelta(days=days), note, "Desk", own_city)


def test_the_same_matter_is_recorded_once(own_city: Settings) -> None:
    record = ("XS-01-01", "water.burst", _long_ago(own_city), "burst", "Desk", own_city)
    record_missed(*record)
    with pytest.raises(MissedError, match="already"):
        record_missed(*record)
