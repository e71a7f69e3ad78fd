"""How good forecasts are on series whose law is known, and on real ones; nothing looks past its origin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from brain.forecast import forecast_frame
from brain.forecast.engine import component_history, forecast_panel, past_origins
from brain.forecast.law import quantiles
from brain.forecast.levels import COLUMNS
from brain.forecast.panel import Panel
from brain.forecast.score import is_covered, wis

HORIZON = 14


def simulated(n: int, n_steps: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Negative binomial counts ``[n, T]`` with weekday and yearly patterns, and their means."""
    draw = np.random.default_rng(seed)
    step = np.arange(n_steps)
    mean = np.exp(draw.normal(0.6, 1.2, n))[:, None] * (1 + 0.4 * np.sin(2 * np.pi * step / 365))
    mean = mean * np.where(step % 7 < 5, 1.2, 0.6)
    return draw.negative_binomial(5, 5 / (5 + mean)).astype(float), mean


def panel(values: np.ndarray) -> Panel:
    return Panel(values, pd.Timestamp("2025-06-30"), "D", {})


def test_close_to_the_true_law_and_calibrated() -> None:
    values, mean = simulated(150, 814, 1)
    made = forecast_panel(panel(values[:, :800]), HORIZON)
    outcome, truth = values[:, 800:].ravel(), mean[:, 800:].ravel()
    forecast = made.quantiles.reshape(-1, 23)
    oracle = quantiles(truth, truth + truth**2 / 5, np.zeros(len(truth), dtype=np.int8))
    assert wis(outcome, forecast).mean() < 1.05 * wis(outcome, oracle).mean()
    assert 0.93 <= is_covered(outcome, forecast).mean() <= 0.975


def test_the_future_changes_nothing() -> None:
    values, _ = simulated(12, 420, 2)
    shifted = values.copy()
    shifted[:, 400:] = 500 - shifted[:, 400:]
    first, second = (forecast_panel(panel(v[:, :400]), HORIZON) for v in (values, shifted))
    np.testing.assert_array_equal(first.quantiles, second.quantiles)


def test_past_origins_do_not_see_what_followed_them() -> None:
    values, _ = simulated(12, 420, 3)
    origins = past_origins(panel(values), HORIZON)
    changed = values.copy()
    changed[:, origins[-1] :] += 300
    kept = component_history(panel(values), HORIZON)
    moved = component_history(panel(changed), HORIZON)
    np.testing.assert_allclose(kept[: len(origins)], moved[: len(origins)])
    assert not np.allclose(kept[-1], moved[-1])


def test_order_and_names_of_series_do_not_matter() -> None:
    values, _ = simulated(6, 200, 4)
    days = pd.date_range("2025-01-01", periods=200)
    frame = pd.concat([pd.DataFrame({"unique_id": f"s{i}", "ds": days, "y": row}) for i, row in enumerate(values)])
    mixed = frame.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(forecast_frame(frame, 5, "D"), forecast_frame(mixed, 5, "D"))


def test_beats_seasonal_naive_on_real_monthly_attendances(shared_feeds: Path) -> None:
    raw = pd.read_csv(shared_feeds / "nhs_ae_attendances.csv.gz", parse_dates=["period"])
    table = raw[raw["type"] == "1"].pivot_table(index="period", columns="org_code", values="attendances").dropna(axis=1)
    known, later = table.iloc[:30], table.iloc[30:]
    frame = known.melt(ignore_index=False, var_name="unique_id", value_name="y").rename_axis("ds").reset_index()
    made = forecast_frame(frame, 6, "M", "GB-ENG").sort_values(["unique_id", "ds"])
    outcome = later.melt(ignore_index=False, var_name="unique_id").rename_axis("ds").reset_index()
    y = outcome.sort_values(["unique_id", "ds"])["value"].to_numpy()
    naive = known.iloc[18:24].melt()["value"].to_numpy()
    assert wis(y, made[list(COLUMNS)].to_numpy()).mean() < 0.6 * np.abs(y - naive).mean()
