"""A changed policy is tried on a whole year before it is put into force, and both are on record."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from brain.warn.activate import POLICY_FILE, ActivationError, Trial, activate, try_policy
from brain.warn.warning import Event, Warned, said_at
from brain.warn.what_if import compare, what_if
from schemas.settings import Settings
from schemas.warning_policy import load_warning_policy
from warehouse.lake import open_lake


def changed(settings: Settings, folder: Path, version: str = "2.0", **sign: float) -> Path:
    policy = yaml.safe_load((settings.city_dir / POLICY_FILE).read_text(encoding="utf-8"))
    policy["version"] = version
    policy["sign"] |= sign
    path = folder / "changed.yaml"
    path.write_text(yaml.safe_dump(policy), encoding="utf-8")
    return path


@pytest.fixture
def policy_kept(own_city: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The city, its policy file put back afterwards with its times, by which the lake knows it unchanged."""
    kept = shutil.copy2(own_city.city_dir / POLICY_FILE, tmp_path / "kept.yaml")
    yield own_city
    shutil.copy2(kept, own_city.city_dir / POLICY_FILE)


@pytest.fixture(scope="module")
def trial(judged_city: Settings, tmp_path_factory: pytest.TempPathFactory) -> Trial:
    """A policy that tells of more, tried on the city's year."""
    return try_policy(changed(judged_city, tmp_path_factory.mktemp("trial"), max_q=0.5), judged_city)


def test_a_year_is_replayed_though_detection_reaches_back_a_quarter(own_city: Settings, tmp_path: Path) -> None:
    assert own_city.today is not None
    with open_lake(own_city) as conn:
        first = conn.execute("select min(day) from brain.detection").fetchall()[0][0]
        n_before = conn.execute("select count(*) from brain.detection").fetchall()
    result = what_if("XS", own_city.today, changed(own_city, tmp_path, max_q=1.0, hazard_max_q=1.0), own_city)
    assert result.days == 365
    assert result.gained
    assert min(warned.opened_on for warned in result.gained) < first - timedelta(days=60)
    with open_lake(own_city) as conn:
        assert conn.execute("select count(*) from brain.detection").fetchall() == n_before


def test_the_same_policy_changes_nothing(own_city: Settings, tmp_path: Path) -> None:
    assert own_city.today is not None
    result = what_if("XS", own_city.today, changed(own_city, tmp_path), own_city)
    assert set(result.counts().values()) == {365, 0}


def warned(settings: Settings, day: int, colour: str = "yellow", is_told: bool = True) -> Warned:
    assert settings.today is not None
    opened, at = settings.today + timedelta(days=day), said_at(settings.today, "Asia/Shanghai")
    found = Warned(
        *("id", "XS", ("XS", "all"), "city", colour, "rule", opened, opened, "", "", "", "", at, {}, 1.0),
        is_within_budget=is_told,
    )
    found.events.append(Event(at, "raised", colour, "hub", ""))
    return found


def test_earlier_later_recoloured_and_not_told_are_told_apart(judged_city: Settings) -> None:
    present = [warned(judged_city, day) for day in (0, 40, 80)]
    after = [warned(judged_city, -3, "orange"), warned(judged_city, 44), warned(judged_city, 80, is_told=False)]
    assert compare(present, [*after, warned(judged_city, 150)], 365).counts() == {
        "n_days": 365,
        "n_gained": 1,
        "n_lost": 1,
        "n_earlier": 1,
        "n_later": 1,
        "n_recoloured": 1,
    }


def test_an_activation_is_in_the_ledger_with_its_trial(policy_kept: Settings, trial: Trial, tmp_path: Path) -> None:
    activate(trial, "too few; asked for by 13800138000", "Duty office", policy_kept)
    assert load_warning_policy(policy_kept).version == "2.0"
    shutil.copy2(tmp_path / "kept.yaml", policy_kept.city_dir / POLICY_FILE)
    with open_lake(policy_kept) as conn:
        leaf = conn.execute(
            "select leaf from audit.ledger where kind = 'warning_policy_changed' order by seq desc limit 1"
        ).fetchall()[0][0]
    act = json.loads(leaf)
    assert act["actor"] == "Duty office"
    assert act["details"]["to"] == trial.changed.policy_version
    assert act["details"]["what_if"]["n_days"] == 365
    assert act["details"]["what_if"]["n_gained"] == len(trial.results["XS"][1].gained)
    assert "13800138000" not in leaf


def test_what_may_not_be_activated_is_refused(policy_kept: Settings, trial: Trial, tmp_path: Path) -> None:
    in_force = load_warning_policy(policy_kept).version
    with pytest.raises(ActivationError, match="in force already"):
        try_policy(policy_kept.city_dir / POLICY_FILE, policy_kept)
    with pytest.raises(ActivationError, match="raise it"):
        try_policy(changed(policy_kept, tmp_path, in_force, max_q=0.5), policy_kept)
    with pytest.raises(ActivationError, match="--reason"):
        activate(trial, " ", "Duty office", policy_kept)
    edited = replace(trial, path=changed(policy_kept, tmp_path, max_q=0.9))
    with pytest.raises(ActivationError, match="try it again"):
        activate(edited, "too few", "Duty office", policy_kept)
    assert load_warning_policy(policy_kept).version == in_force
