"""The marts against counts made by hand: levels, topics, residents, spans, and figures that resist gaming."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from schemas.contract import FeedContract, Grain, Maps
from schemas.settings import Settings
from tests.warehouse.conftest import new_feed_id
from tests.warehouse.samples import Row, column, days, publish_rows, sample_contract
from warehouse.lake import open_lake
from warehouse.marts.build import MartError, build_marts, check_marts, compute_marts

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)
"""Noon of 1 January in Yunlan."""
OTHER_GRID = "YL-01-01-01-02"


def at(day: int, hours: float = 0) -> datetime:
    return NOON + timedelta(days=day - 1, hours=hours)


def hotline() -> FeedContract:
    return sample_contract(new_feed_id())


def case_feed() -> FeedContract:
    columns = (
        *(column("ticket"), column("version", "integer"), column("resident")),
        *(column("closed_at", "timestamp"), column("due_at", "timestamp"), column("stars", "number")),
    )
    maps = Maps(
        record_id=("ticket",), occurred_at="ticket", closed_at="closed_at", due_at="due_at", complainant="resident",
        satisfaction="stars",
    )  # fmt: skip
    return sample_contract(new_feed_id(), columns=columns, maps=maps)


def test_events_are_counted_at_every_level_and_topic(lake: Settings) -> None:
    feed = hotline()
    rows = [
        Row("a", occurred_at=at(1)),
        Row("b", occurred_at=at(1), topic_id="water.outage"),
        Row("c", occurred_at=at(1), area_id=OTHER_GRID, topic_id="housing.lift"),
        Row("d", occurred_at=datetime(2026, 1, 1, 16, 30, tzinfo=UTC)),
    ]
    publish_rows(feed, days(1, 2), rows, lake)
    counts = daily(lake, feed, "n_events")
    first = date(2026, 1, 1)
    grid, community = "YL-01-01-01-01", "YL-01-01-01"
    assert counts[grid, "water.burst", first] == 1
    assert counts[grid, "water", first] == 2
    assert counts[community, "water", first] == 2
    assert counts[community, "all", first] == counts["YL", "all", first] == 3
    assert counts["YL", "all", date(2026, 1, 2)] == 1, "half past midnight in Yunlan is the next day"
    assert (OTHER_GRID, "water", first) not in counts, "no row where nothing happened"


def test_a_resident_counts_once_over_channels(lake: Settings) -> None:
    phone, app = hotline(), hotline()
    publish_rows(phone, days(1), [Row("p1", resident="tok", occurred_at=at(1)), Row("p2", occurred_at=at(1))], lake)
    twice = [
        Row("q1", resident="tok", occurred_at=at(1), area_id=OTHER_GRID),
        Row("q2", resident="tok", occurred_at=at(1), topic_id="water.outage"),
    ]
    publish_rows(app, days(1), twice, lake)
    residents = daily(lake, [phone, app], "n_complainants")
    first = date(2026, 1, 1)
    assert residents["YL-01-01-01", "water.burst", first] == 2, "tok once, and the report without a resident"
    assert residents["YL-01-01-01-01", "water.burst", first] == 2
    assert residents["YL", "water", first] == residents["YL", "all", first] == 2


def test_a_span_ends_with_the_feed_furthest_behind(lake: Settings) -> None:
    ahead, behind = hotline(), hotline()
    for day in (1, 2, 3):
        publish_rows(ahead, days(day), [Row(f"a{day}", occurred_at=at(day), topic_id="water.sewer")], lake)
    publish_rows(behind, days(1, 2), [Row("b", occurred_at=at(1), topic_id="water.sewer")], lake)
    with compute(lake, [ahead, behind]) as conn:
        spans = conn.execute("select first_day, last_day from series_span where topic_id = 'water.sewer'").fetchall()
    assert spans == [(date(2026, 1, 1), date(2026, 1, 2))]


def test_figures_count_what_is_left_open_repeated_or_closed_on_paper(lake: Settings) -> None:
    feed = case_feed()
    rows = [
        Row("solved", occurred_at=at(1), closed_at=at(3)),
        Row("late", occurred_at=at(1), closed_at=at(12)),
        Row("never", occurred_at=at(1)),
        Row("paper", occurred_at=at(1), closed_at=at(1, 0.1)),
        Row("again_1", occurred_at=at(1), closed_at=at(2), resident="tok"),
        Row("again_2", occurred_at=at(5), closed_at=at(6), resident="tok"),
        Row("young", occurred_at=at(20)),
    ]
    publish_rows(feed, days(1, 20), rows, lake)
    query = """
        select n_cases, resolution_numerator, resolution_denominator, resolution_excluded,
            repeat_numerator, repeat_denominator, early_close_numerator, early_close_denominator
        from kpi_daily where level = 'city' and day = ?
    """
    with compute(lake, [feed]) as conn:
        first = conn.execute(query, [date(2026, 1, 1)]).fetchone()
        young = conn.execute(query, [date(2026, 1, 20)]).fetchone()
    assert first == (5, 3, 5, 0, 1, 1, 1, 5), "an open case past due counts against; the repeat and the paper show"
    assert young == (1, 0, 0, 1, 0, 0, 0, 0), "too young to judge: excluded, not failed"


def test_quick_cases_do_not_come_in_ahead_of_slow_ones(lake: Settings) -> None:
    feed = case_feed()
    rows = [Row(f"quick_{n}", occurred_at=at(15), closed_at=at(16), stars=5.0) for n in range(9)]
    rows += [Row("slow", occurred_at=at(15)), Row("last", occurred_at=at(20))]
    publish_rows(feed, days(1, 20), rows, lake)
    assert rates(lake, feed, 15) == (10, 10, 10, None, None), "closed is not yet due: nothing is known of the day"
    publish_rows(feed, days(21, 23), [Row("later", occurred_at=at(23))], lake)
    assert rates(lake, feed, 15) == (10, 0, 0, 0.9, 0.9), "the slow one is past due and counts against both"


def test_a_day_is_known_once_all_but_two_in_a_hundred_have_fallen_due(lake: Settings) -> None:
    feed = case_feed()
    rows = [Row(f"due_{n}", occurred_at=at(1), closed_at=at(2), due_at=at(3)) for n in range(98)]
    rows += [Row(f"long_{n}", occurred_at=at(1), due_at=at(60)) for n in range(2)]
    publish_rows(feed, days(1, 9), rows, lake)
    assert rates(lake, feed, 1)[:4] == (100, 2, 100, 1.0)
    publish_rows(feed, days(10, 10), [Row("third", occurred_at=at(1), due_at=at(60))], lake)
    assert rates(lake, feed, 1)[:4] == (101, 3, 101, None), "deadlines set far off hide the rate, not the failure"


def test_asking_only_the_content_shows_as_exclusions(lake: Settings) -> None:
    feed = case_feed()
    rows = [Row(f"asked_{n}", occurred_at=at(1), closed_at=at(2), stars=5.0) for n in range(3)]
    rows += [Row(f"unasked_{n}", occurred_at=at(1), closed_at=at(2)) for n in range(7)]
    publish_rows(feed, days(1, 20), rows, lake)
    assert rates(lake, feed, 1) == (10, 0, 7, 1.0, 1.0)


def test_measures_are_averaged_upward(lake: Settings) -> None:
    feed = sample_contract(new_feed_id(), grain=Grain.MEASURE)
    publish_rows(feed, days(1), [Row("m", occurred_at=at(1), topic_id="air.pm25")], lake)
    with open_lake(lake, write=True) as conn:
        conn.execute(f"update silver.{feed.id} set value = 12.5")
    with compute(lake, [feed]) as conn:
        rows = conn.execute("select level, mean_value, max_value, n_values from measure_daily").fetchall()
    assert sorted(rows) == [(level, 12.5, 12.5, 1) for level in ("city", "community", "district", "grid", "street")]


def test_gold_is_replaced_whole_and_twice_is_the_same(lake: Settings) -> None:
    assert build_marts(lake) == build_marts(lake)


def test_a_mart_that_breaks_its_check_is_refused(lake: Settings) -> None:
    feed = hotline()
    publish_rows(feed, days(1), [Row("x", occurred_at=at(1), topic_id="no.such_topic")], lake)
    with compute(lake, [feed], is_checked=False) as conn, pytest.raises(MartError, match="event_daily_totals"):
        check_marts(conn)


def rates(settings: Settings, feed: FeedContract, day: int) -> tuple[float | None, ...]:
    """Of that day in the whole city: cases, excluded from resolution and from satisfaction, and both rates."""
    query = """
        select n_cases, resolution_excluded, satisfaction_excluded, resolution_rate, satisfaction_rate
        from kpi_daily where level = 'city' and day = ?
    """
    with compute(settings, [feed]) as conn:
        return conn.execute(query, [date(2026, 1, day)]).fetchone() or ()


def daily(
    settings: Settings, feeds: FeedContract | list[FeedContract], measure: str
) -> dict[tuple[str, str, date], int]:
    """``event_daily`` of these feeds alone: the measure by area, topic and day."""
    with compute(settings, feeds if isinstance(feeds, list) else [feeds]) as conn:
        rows = conn.execute(f"select area_id, topic_id, day, {measure} from event_daily").fetchall()
    return {(area, topic, day): n for area, topic, day, n in rows}


@contextmanager
def compute(
    settings: Settings, feeds: list[FeedContract], is_checked: bool = True
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the marts of these feeds computed, and checked."""
    with open_lake(settings) as conn:
        compute_marts(conn, feeds)
        if is_checked:
            check_marts(conn)
        yield conn
