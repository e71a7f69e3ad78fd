"""A what-if has clusters and forecasts against capacity for the whole year, each day's from its past alone."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
import yaml

from brain.detect.step import detect_step
from brain.warn.activate import POLICY_FILE
from brain.warn.history import History, Outlook
from brain.warn.outlooks import carried
from brain.warn.read import read_history
from brain.warn.replay import judged
from brain.warn.standing import Standing
from brain.warn.unrecorded import FORECAST_EVERY, weekly_origins
from brain.warn.what_if import WhatIf, compare
from schemas.settings import Settings
from schemas.warning_policy import WarningPolicy, load_warning_policy
from tests.brain.conftest import OUTBREAK, TODAY, small_city
from warehouse.lake import open_lake, transaction

NEVER = 1e-12
OUTBREAK_BEGAN = TODAY - timedelta(days=160)
CUT = TODAY - timedelta(days=145)
SHORT_FROM, SHORT_TO = TODAY - timedelta(days=290), TODAY - timedelta(days=220)
PLANTED = (
    "update gold.event_daily set n_events = n_events + 4 where topic_id = ? and area_id = ? and day between ? and ?"
)
BACKWARDS = "update gold.event_daily set day = date_add(?::date, (?::date - day)::integer) where day > ?"


def found_by(settings: Settings) -> History:
    """The year's evidence."""
    through, since = TODAY - timedelta(days=1), TODAY - timedelta(days=372)
    with open_lake(settings) as conn:
        found = read_history(conn, "XS", through, load_warning_policy(settings), settings, since=since)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, History]:
    """A city whose lake holds 90 days of detections; before them an outbreak, and weeks without a clinic team."""
    settings = small_city(tmp_path_factory.mktemp("year"), outbreak=False)
    with open_lake(settings, write=True) as conn, transaction(conn, "planted"):
        street, topic, n_days = OUTBREAK
        conn.execute(PLANTED, [topic, street, OUTBREAK_BEGAN, OUTBREAK_BEGAN + timedelta(days=n_days)])
        conn.execute("update gold.capacity_daily set capacity = 0.5 where day between ? and ?", [SHORT_FROM, SHORT_TO])
    detect_step(settings)
    return settings, found_by(settings)


def policy(settings: Settings, max_cluster_q: float, probability: float) -> WarningPolicy:
    """The city's policy without exceedances, with these figures."""
    plain = yaml.safe_load((settings.city_dir / POLICY_FILE).read_text(encoding="utf-8"))
    plain["sign"] |= {"max_q": NEVER, "hazard_max_q": NEVER, "max_cluster_q": max_cluster_q}
    plain["trend"]["probability"] = probability
    path = settings.home / "changed.yaml"
    path.write_text(yaml.safe_dump(plain), encoding="utf-8")
    return load_warning_policy(settings, path)


@pytest.fixture(scope="module")
def trials(year: tuple[Settings, History]) -> tuple[WhatIf, WhatIf]:
    """Clusters and shortages taken out of a policy that has no other signs, and put in again."""
    settings, history = year
    standing = [Standing()] * len(history.days)
    without, seeing = (judged(history, standing, policy(settings, *figures)) for figures in ((NEVER, 1.0), (0.05, 0.8)))
    return compare(seeing, without), compare(without, seeing)


def test_a_cluster_on_a_day_that_the_lake_never_scanned_is_lost_and_gained(trials: tuple[WhatIf, WhatIf]) -> None:
    assert not trials[0].gained
    for found in (trials[0].lost, trials[1].gained):
        (warned,) = [w for w in found if w.rule != "trend_capacity" and w.key == OUTBREAK[:2]]
        assert OUTBREAK_BEGAN < warned.opened_on <= OUTBREAK_BEGAN + timedelta(days=OUTBREAK[2])
        assert OUTBREAK[0] in warned.evidence["cluster"]["area_ids"]


def test_red_by_capacity_is_compared_where_the_lake_holds_no_forecast(trials: tuple[WhatIf, WhatIf]) -> None:
    for found in (trials[0].lost, trials[1].gained):
        short = [w for w in found if w.rule == "trend_capacity"]
        assert short
        assert all(SHORT_FROM < w.opened_on <= SHORT_TO + timedelta(days=35) for w in short)
        assert all(max(w.evidence["forecast"]["capacity"]) < 9 * 6 for w in short)


def test_the_future_changes_nothing(year: tuple[Settings, History]) -> None:
    settings, before = year
    with open_lake(settings, write=True) as conn, transaction(conn, "another future"):
        conn.execute(BACKWARDS, [CUT, TODAY, CUT])
        conn.execute("update gold.capacity_daily set capacity = 0.25 where day > ?", [CUT])
    after, known = found_by(settings), before.days.index(CUT) + 1
    assert np.array_equal(after.p_value[:, :known], before.p_value[:, :known], equal_nan=True)
    assert not np.array_equal(after.p_value[:, known:], before.p_value[:, known:], equal_nan=True)
    assert clusters_to(CUT, after) == clusters_to(CUT, before) != {}
    assert outlooks_to(CUT, after) == outlooks_to(CUT, before) != {}


def clusters_to(last: date, history: History) -> dict[date, object]:
    return {day: found for day, found in history.clusters.items() if day <= last}


def outlooks_to(last: date, history: History) -> dict[object, object]:
    """By series and the morning after each judged day."""
    return {
        (key, morning): outlook
        for key, by_day in history.outlooks.items()
        for morning, outlook in by_day.items()
        if morning <= last + timedelta(days=1)
    }


def test_a_forecast_is_made_a_week_after_the_last() -> None:
    first = date(2026, 1, 1)
    held = {first + timedelta(days=n) for n in (10, 11)}
    found = weekly_origins(first, first + timedelta(days=20), held)
    assert [(day - first).days for day in found] == [0, 7, 18]


def test_between_two_forecasts_the_last_is_read_again_less_the_days_gone_by() -> None:
    made = [TODAY, TODAY + timedelta(days=9)]
    plan = {
        day: Outlook(day, tuple(day + timedelta(days=n) for n in range(14)), *[tuple(map(float, range(14)))] * 5)
        for day in made
    }
    days = [TODAY + timedelta(days=n) for n in range(-3, 12)]
    found = carried({("X", "water"): plan}, days, FORECAST_EVERY)[("X", "water")]
    assert sorted((day - TODAY).days for day in found) == [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12]
    again = found[TODAY + timedelta(days=4)]
    assert (again.made_on, again.days[0], again.mean[0], len(again.capacity)) == (TODAY, TODAY + timedelta(4), 4.0, 10)
