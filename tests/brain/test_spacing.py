"""A series of another frequency than the stated one, or of two, is refused; honest gaps are not."""

from __future__ import annotations

import pandas as pd
import pytest

from brain.detect import DetectionError, detect_frame
from brain.forecast import ForecastError, forecast_frame
from brain.spacing import other_spacing


def series(*stretches: tuple[int, str]) -> pd.DataFrame:
    """Series ``a`` of one stretch after another, each so many steps of a pandas frequency."""
    days = pd.DatetimeIndex(["2024-01-01"])
    for n, step in stretches:
        days = days.append(pd.date_range(days[-1], periods=n + 1, freq=step)[1:])
    return pd.DataFrame({"unique_id": "a", "ds": days, "y": 3})


TOLD = [
    (
        "D",
        [(200, "D"), (30, "7D")],
        r"'a' has steps of 7 days from 2024-07-19 to 2025-02-14 \(30 in a row\), but freq D",
    ),
    ("D", [(60, "7D"), (50, "D")], "'a' has steps of 7 days"),
    ("D", [(6, "D"), (8, "7D")], "'a' has steps of 7 days"),
    ("D", [(200, "D"), (30, "MS")], "'a' has steps of a month"),
    ("D", [(100, "D"), (60, "2D")], "'a' has steps of 2 days"),
    ("W", [(80, "7D"), (40, "14D")], "'a' has steps of 2 weeks .* freq W means steps of 1 week"),
]


@pytest.mark.parametrize(("freq", "stretches", "told"), TOLD)
def test_two_frequencies_are_refused_with_both_spacings(freq: str, stretches: list[tuple[int, str]], told: str) -> None:
    frame = series(*stretches)
    with pytest.raises(DetectionError, match=told):
        detect_frame(frame, freq)
    with pytest.raises(ForecastError, match=told):
        forecast_frame(frame, 3, freq)  # type: ignore[arg-type]  # D or W


def test_quarters_among_months_are_refused() -> None:
    with pytest.raises(ForecastError, match=r"'a' has steps of 3 months .* freq M means steps of 1 month"):
        forecast_frame(series((50, "MS"), (30, "QS")), 3, "M")


@pytest.mark.parametrize(
    "stretches",
    [
        [(300, "D"), (12, "7D"), (200, "D")],
        [(300, "D"), (20, "7D")],
        [(400, "B")],
        [(100, "D"), (1, "200D"), (100, "D")],
        [(5, "7D")],
    ],
)
def test_gaps_are_no_other_frequency(stretches: list[tuple[int, str]]) -> None:
    assert other_spacing(series(*stretches), "D") is None


def test_a_week_missing_here_and_there_is_a_gap() -> None:
    frame = series((100, "7D"))
    assert other_spacing(frame.drop(frame.index[[50, 60, 61, 80]]), "W") is None
