"""The warning step on a small city with one known outbreak."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from brain.pipeline import detect_step, forecast_step, warn_step
from brain.warn import life
from brain.warn import step as warning_step
from brain.warn.judge import Judge
from brain.warn.replay import replay
from brain.warn.warning import Warned
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction


def _state(settings: Settings) -> list[dict[str, Any]]:
    with open_lake(settings) as conn:
        warnings = conn.execute("select * from brain.warning order by warning_id").to_arrow_table().to_pylist()
        events = conn.execute("select * from brain.warning_event order by warning_id, seq").to_arrow_table().to_pylist()
    return [*warnings, *events]


def test_the_outbreak_is_told_once_at_its_street_as_a_tendency(judged_city: Settings) -> None:
    live = life.list_warnings(judged_city, state="live")
    about = [w for w in live if w["topic_id"] in ("health.fever", "health", "all") and w["colour"] != "grey"]
    named = [w for w in about if w["area_id"] == "XS-01-02"]
    assert [w["topic_id"] for w in named] == ["health.fever"]
    assert named[0]["colour"] in ("orange", "red")
    assert not [w for w in about if w["area_id"] in ("XS", "XS-01")]
    assert named[0]["opened_on"] - (judged_city.today or named[0]["opened_on"]) <= timedelta(days=-6)
    assert named[0]["unit_en"] == "Unit of XS-01-02"


def test_running_again_says_the_same(own_city: Settings) -> None:
    before = _state(own_city)
    warn_step(own_city)
    assert _state(own_city) == before


def test_an_act_while_days_are_judged_is_not_lost(own_city: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    warning = str(life.list_warnings(own_city, state="open")[0]["warning_id"])
    n_judged = 0

    class Meanwhile(Judge):
        def judge(self, first: date, last: date) -> list[Warned]:
            nonlocal n_judged
            n_judged += 1
            if n_judged == 1:
                life.acknowledge(warning, "Duty desk", own_city)
            return super().judge(first, last)

    monkeypatch.setattr(warning_step, "Judge", Meanwhile)
    warn_step(own_city)
    assert n_judged == 2
    assert life.show_warning(warning, own_city)["state"] == "acknowledged"


def test_nobody_is_late_with_what_is_found_today(own_city: Settings) -> None:
    with open_lake(own_city, write=True) as conn, transaction(conn):
        for table in ("warning", "warning_event", "judged_day"):
            conn.execute(f"delete from brain.{table}")
    found_at = datetime.now(UTC)
    warn_step(own_city)
    live = life.list_warnings(own_city, state="live")
    assert live
    assert min(w["opened_on"] for w in live) < found_at.date() - timedelta(days=3), "some were found in the past"
    assert all(w["due_at"] > found_at for w in live)


def test_days_judged_one_at_a_time_agree_with_days_judged_at_once(own_city: Settings) -> None:
    assert own_city.today is not None
    through = own_city.today
    expected = {(w.warning_id, w.colour, w.state) for w in replay("XS", through, own_city)}
    with open_lake(own_city, write=True) as conn, transaction(conn):
        for table in ("warning", "warning_event", "judged_day"):
            conn.execute(f"delete from brain.{table}")
    for back in (4, 2, 1, 0):
        warn_step(own_city.model_copy(update={"today": through - timedelta(days=back)}))
    found = life.list_warnings(own_city)
    assert {(w["warning_id"], w["colour"], w["state"]) for w in found} == expected


def test_nothing_after_the_day_changes_what_was_said(own_city: Settings) -> None:
    assert own_city.today is not None
    as_of = own_city.today - timedelta(days=6)
    before = [(w.warning_id, w.colour, w.evidence) for w in replay("XS", as_of, own_city)]
    with open_lake(own_city, write=True) as conn, transaction(conn):
        for table in ("detection", "cluster"):
            conn.execute(f"update brain.{table} set observed = 900, p_value = 1e-12 where day >= ?", [as_of])
        conn.execute("delete from brain.forecast where made_on > ?", [as_of])
    assert [(w.warning_id, w.colour, w.evidence) for w in replay("XS", as_of, own_city)] == before


def test_a_stale_feed_is_grey_until_it_is_fresh(own_city: Settings) -> None:
    def set_state(state: str) -> None:
        with open_lake(own_city, write=True) as conn, transaction(conn):
            conn.execute("update ops.feed_health set state = ?", [state])

    set_state("late")
    warn_step(own_city)
    grey = life.list_warnings(own_city, colour="grey")
    assert [w["state"] for w in grey] == ["open"]
    set_state("fresh")
    warn_step(own_city.model_copy(update={"today": own_city.today + timedelta(days=1)}))  # type: ignore[operator]
    assert [w["state"] for w in life.list_warnings(own_city, colour="grey")] == ["expired"]


def test_a_new_day_goes_on_from_the_day_before(own_city: Settings) -> None:
    assert own_city.today is not None
    tomorrow = own_city.model_copy(update={"today": own_city.today + timedelta(days=1)})
    known = {w["warning_id"]: w["opened_on"] for w in life.list_warnings(own_city)}
    for step in (forecast_step, detect_step, warn_step):
        step(tomorrow)
    after = {w["warning_id"]: w["opened_on"] for w in life.list_warnings(tomorrow)}
    assert known.items() <= after.items()
