"""Thinned last steps: judged by what should have come in yet."""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest

from brain.detect import DetectionError, detect_frame
from brain.detect.delay import read_delays

THROUGH = date(2026, 6, 30)


def late_series(rate_today: float) -> pd.DataFrame:
    """60 series of 400 days, of whose last day three tenths are reported."""
    rng = np.random.default_rng(3)
    mean = np.full((60, 400), 30.0)
    mean[:, -1] = 0.3 * rate_today
    days = pd.date_range("2025-01-01", periods=400)
    share = np.where(np.arange(400) == 399, 0.3, 1.0)
    names = np.repeat(np.arange(60).astype(str), 400)
    return pd.DataFrame(
        {
            "unique_id": names,
            "ds": np.tile(days, 60),
            "y": rng.poisson(mean).ravel(),
            "reported_share": np.tile(share, 60),
        }
    )


def alarms(frame: pd.DataFrame) -> float:
    return float(detect_frame(frame, "D", start="2026-02-04")["is_alarm"].mean())


def test_a_rise_is_seen_through_the_delay_and_only_with_it() -> None:
    risen = late_series(75.0)
    assert alarms(risen) > 0.6
    assert alarms(risen.drop(columns="reported_share")) == 0.0


def test_no_rise_is_no_alarm() -> None:
    assert alarms(late_series(30.0)) < 0.07


def test_the_expected_count_is_what_should_have_come_in() -> None:
    judged = detect_frame(late_series(30.0), "D", start="2026-02-04")
    assert judged["expected"].mean() == pytest.approx(9.0, rel=0.05)


@pytest.mark.parametrize("share", [0, 1.2, "most"])
def test_a_share_that_is_none_is_named(share: object) -> None:
    frame = late_series(30.0).astype({"reported_share": object})
    frame.loc[4, "reported_share"] = share
    with pytest.raises(DetectionError, match=f"reported_share is '{share}' in data row 5"):
        detect_frame(frame, "D")


def test_other_methods_refuse_the_share() -> None:
    with pytest.raises(DetectionError, match="'ears_c1' cannot use the column reported_share"):
        detect_frame(late_series(30.0), "D", method="ears_c1")


@pytest.fixture
def conn() -> Iterator[duckdb.DuckDBPyConnection]:
    """Ten cases a day: eight reported at once, one the day after, one three days after."""
    with duckdb.connect() as conn:
        for statement in (
            "create schema ref; create schema silver; create schema ops",
            "create table ref.feed as select 'calls' as feed_id, 'c' as city_id, 'event' as grain",
            "create table ref.city as select 'c' as city_id, 'UTC' as timezone",
            "create table ops.cursor as select 'calls' as feed, timestamptz '2026-07-01' as loaded_through",
            "create table silver.calls as select 'water.burst' as topic_id, day + interval 9 hour as occurred_at, "
            "day + interval 10 hour + to_days(list_value(0, 0, 0, 0, 0, 0, 0, 0, 1, 3)[number]) as received_at from "
            "generate_series(timestamptz '2026-03-01', timestamptz '2026-06-30', interval 1 day) as days(day), "
            "range(1, 11) as numbers(number)",
        ):
            conn.execute(statement)
        conn.execute("delete from silver.calls where received_at >= timestamptz '2026-07-01'")
        yield conn


def test_delays_are_learned_from_the_days_whose_cases_are_all_in(conn: duckdb.DuckDBPyConnection) -> None:
    delays = read_delays(conn, "c", THROUGH)
    assert delays.shares["water.burst"][:5] == pytest.approx([0.8, 0.9, 0.9, 1.0, 1.0])
    days = np.datetime64(THROUGH) - np.arange(19, -1, -1)
    reported = delays.reported(np.array(["water", "unknown"]), days)
    assert reported[0, -5:] == pytest.approx([1.0, 1.0, 0.9, 0.9, 0.8])
    assert (reported[1] == 1).all()


def test_an_archive_loaded_years_later_is_whole(conn: duckdb.DuckDBPyConnection) -> None:
    conn.execute("update silver.calls set received_at = timestamptz '2031-01-01'")
    shares = read_delays(conn, "c", THROUGH).shares
    assert all((share == 1).all() for share in shares.values())
