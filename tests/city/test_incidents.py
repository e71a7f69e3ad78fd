"""The planted incidents, which the hub has never read, are warned of."""

from __future__ import annotations

from .conftest import RunningCity


def test_most_planted_incidents_are_warned_of(city: RunningCity) -> None:
    compared = city.summary["incidents"]
    assert compared["n_planted"] >= 8
    assert compared["n_warned"] >= 0.6 * compared["n_planted"]


def test_each_warning_carries_its_proof(city: RunningCity) -> None:
    warnings = city.query("select colour, evidence, unit_zh, due_at, policy_version from brain.warning limit 100")
    assert warnings
    for warning in warnings:
        assert warning["colour"] in ("yellow", "orange", "red", "grey")
        assert warning["evidence"]
        assert warning["policy_version"]
        assert warning["unit_zh"]


def test_forecasts_have_ordered_quantiles(city: RunningCity) -> None:
    (found,) = city.query(
        'select count(*) as n, count(*) filter (0 <= "q0.025" and "q0.025" <= "q0.5" and "q0.5" <= "q0.975") '
        "as n_ordered from brain.forecast"
    )
    assert found["n"] == found["n_ordered"] > 0
