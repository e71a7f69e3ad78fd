import numpy as np
import pandas as pd
import pytest

from brain.detect import DetectionError, detect_frame
from schemas.errors import HubError


def series(n: int = 30, freq: str = "D", **changes: object) -> pd.DataFrame:
    days = pd.date_range("2026-01-05", periods=n, freq="7D" if freq == "W" else "D")
    return pd.DataFrame({"unique_id": "a", "ds": days.astype(str), "y": np.arange(n) % 5}).assign(**changes)


def with_value(column: str, row: int, value: object) -> pd.DataFrame:
    frame = series().astype(object)
    frame.loc[row, column] = value
    return frame


FAULTS = {
    "y is -1 in data row 4": with_value("y", 3, -1),
    "y is 'many' in data row 4": with_value("y", 3, "many"),
    "y is 'nan' in data row 4": with_value("y", 3, np.nan),
    "ds is 'soon' in data row 4": with_value("ds", 3, "soon"),
    "has a time of day in data row 4": with_value("ds", 3, "2026-01-08 10:00"),
    "series 'a' has 2026-01-07 twice": with_value("ds", 3, "2026-01-07"),
    "unique_id is empty in data row 4": with_value("unique_id", 3, None),
    "column 'y' is missing": series().drop(columns="y"),
    "there are no rows": series().iloc[:0],
    "has steps of 7 days": series(freq="W"),
}


@pytest.mark.parametrize("message", FAULTS)
def test_the_fault_is_named(message: str) -> None:
    with pytest.raises(DetectionError, match=message):
        detect_frame(FAULTS[message], "D")


def test_days_are_refused_as_weeks() -> None:
    with pytest.raises(DetectionError, match="series 'a' has steps that are not whole weeks"):
        detect_frame(series(), "W")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"freq": "M"}, "freq is 'M'"),
        ({"method": "magic"}, "no detection method 'magic'"),
        ({"alpha": 0.0}, "alpha is 0.0"),
        ({"start": "later"}, "start is 'later'"),
        ({"start": "2030-01-01"}, "after the last step"),
        ({"holidays": "Atlantis"}, "no holidays are known for 'Atlantis'"),
    ],
)
def test_a_wrong_option_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(HubError, match=message):
        detect_frame(series(60), **{"freq": "D", **options})  # type: ignore[arg-type]
