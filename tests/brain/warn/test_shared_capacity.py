"""Red by capacity where several topics share a resource: their demand together against what it can handle."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from brain.forecast.levels import COLUMNS, LEVELS
from brain.match.demand import added
from brain.warn.history import Area, History, Topic
from brain.warn.judge import Judge
from brain.warn.outlooks import outlooks
from brain.warn.read import read_history
from brain.warn.warning import Warned
from schemas.modes import Modes, load_modes
from schemas.settings import Settings
from schemas.warning_policy import PolicyError, load_warning_policy
from warehouse.lake import open_lake, transaction

DAYS = tuple(date(2026, 3, 1) + timedelta(days=k) for k in range(10))
MADE_ON = DAYS[-1] + timedelta(days=1)
SHARED = ("order", "street", "noise")


@pytest.fixture(scope="module")
def modes() -> Modes:
    return load_modes(Settings())


def forecasts(means: dict[str, float], capacity: float, service: str, area: str = "X-1") -> pd.DataFrame:
    """Two weeks of the topics' forecasts, spread evenly from three below to three above the mean."""
    rows = [
        {
            "service_id": service,
            "area_id": area,
            "topic_id": topic,
            "made_on": MADE_ON,
            "target_day": MADE_ON + timedelta(days=k),
            "capacity": capacity,
            "mean": mean,
            **{name: mean + 6 * (level - 0.5) for name, level in zip(COLUMNS, LEVELS, strict=True)},
        }
        for topic, mean in means.items()
        for k in range(14)
    ]
    return pd.DataFrame(rows)


def judged(frame: pd.DataFrame, modes: Modes, last: date = DAYS[-1]) -> list[Warned]:
    areas = {"X": Area("X", "X", "city"), "X-1": Area("X-1", "X-1", "street", ("X",))}
    keys = tuple((area, topic) for area in areas for topic in SHARED)
    quiet = np.full((len(keys), len(DAYS)), 5.0)
    history = History(
        city_id="X",
        timezone="Asia/Shanghai",
        days=DAYS,
        keys=keys,
        observed=quiet,
        expected=quiet,
        p_value=np.full_like(quiet, 0.5),
        q_value=np.full_like(quiet, 0.9),
        areas=areas,
        topics={topic: Topic(topic.title(), topic) for topic in SHARED},
        units={},
        outlooks=outlooks(frame, modes),
        feeds={"order": ("hotline",), "noise": ("sensors",)},
    )
    return Judge(history, load_warning_policy(Settings())).judge(DAYS[0], last)


def test_demand_that_only_together_exceeds_the_resource_is_red(modes: Modes) -> None:
    means = {"order": 6.0, "street": 8.0, "noise": 7.0}
    found = judged(forecasts(means, 15, "inspection_team"), modes)
    assert [(w.colour, w.key, w.rule) for w in found] == [("red", ("X-1", "street"), "trend_capacity")]
    forecast = found[0].evidence["forecast"]
    assert forecast["resource"] == "inspection_team"
    assert forecast["shares"] == {"street": 8 * 14, "noise": 7 * 14, "order": 6 * 14}
    assert forecast["mean"][0] == 21
    assert found[0].evidence["feeds"] == ["hotline", "sensors"]
    assert "inspection team" in found[0].title_en
    assert "城管巡查组" in found[0].title_zh


def test_each_topic_alone_within_capacity_is_no_shortage(modes: Modes) -> None:
    for topic, mean in {"order": 6.0, "street": 8.0, "noise": 7.0}.items():
        assert judged(forecasts({topic: mean}, 15, topic), modes) == []


def test_another_topic_leading_and_a_wider_area_do_not_tell_of_the_same_shortage_twice(modes: Modes) -> None:
    earlier = forecasts({"order": 9.0, "noise": 8.0}, 10, "inspection_team")
    earlier["made_on"] -= timedelta(days=1)
    later = forecasts({"order": 8.0, "noise": 9.0}, 10, "inspection_team")
    wider = forecasts({"street": 18.0, "noise": 9.0}, 20, "inspection_team", "X")
    assert len(judged(pd.concat([earlier, later, wider]), modes)) == 1


def test_means_add_and_spreads_add_as_for_independent_topics() -> None:
    rows = pd.DataFrame({"area": ["a", "a"], "mean": [10.0, 20.0], "q0.1": [7.0, 16.0], "q0.9": [13.0, 24.0]})
    made = added(rows, ["area"]).iloc[0]
    assert (made["mean"], made["q0.1"], made["q0.9"]) == (30, 25, 35)


def test_a_resources_topics_may_not_hold_one_another(tmp_path: Path) -> None:
    _modes_with(tmp_path, ["water", "water.burst"])
    with pytest.raises(PolicyError, match=r"water\.burst lies within water"):
        load_modes(Settings(city_dir=tmp_path))


def test_the_lake_yields_the_joint_outlook_at_every_level(own_city: Settings, tmp_path: Path) -> None:
    _modes_with(tmp_path, ["water", "housing"])
    settings = own_city.model_copy(update={"city_dir": tmp_path})
    assert own_city.today is not None
    through, policy = own_city.today - timedelta(days=1), load_warning_policy(own_city)
    with open_lake(own_city, write=True) as conn, transaction(conn):
        conn.execute(
            "insert into gold.capacity_daily select city_id, area_id, 'inspection_team', null, day, 3.0 "
            "from gold.capacity_daily where resource = 'clinic_team'"
        )
    with open_lake(own_city) as conn:
        history = read_history(conn, "XS", through, policy, settings)
        means = conn.execute(
            "select sum(mean) from brain.forecast where made_on = ? and area_id = 'XS-01' "
            "and topic_id in ('water', 'housing')",
            [own_city.today],
        ).fetchone()
    assert history is not None
    outlook = history.outlooks[("XS-01", "water")][own_city.today]
    assert outlook.resource == "inspection_team"
    assert set(outlook.shares) == {"water", "housing"}
    assert sum(outlook.shares.values()) == pytest.approx(means[0])  # type: ignore[index]  # one row
    assert sum(outlook.mean) == pytest.approx(means[0])  # type: ignore[index]  # one row
    assert set(outlook.capacity) == {9.0}


def _modes_with(folder: Path, topics: list[str]) -> None:
    (folder / "profiles").mkdir()
    for name in ("warning_policy.yaml", "topics.yaml"):
        shutil.copy(Settings().city_dir / name, folder / name)
    text = yaml.safe_load((Settings().city_dir / "modes.yaml").read_text(encoding="utf-8"))
    text["resources"]["inspection_team"]["topics"] = topics
    (folder / "modes.yaml").write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
