"""Windows: nothing missing, nothing twice, boundaries kept."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.contract import FeedContract, Sla
from tests.warehouse.samples import DAY_ONE, sample_contract
from warehouse.plan import DAY, Days, contiguous_through, cut_request, plan_days, run_id_of, widen

FEED = sample_contract("plan", history_start=DAY_ONE.isoformat(), history_window_days=40)


def span(first: int, last: int) -> Days:
    """Days numbered from 1 January 2026 = 1."""
    return Days(DAY_ONE + (first - 1) * DAY, DAY_ONE + (last - 1) * DAY)


@st.composite
def loaded_ranges(draw: st.DrawFn) -> list[Days]:
    """Disjoint day ranges in order."""
    lengths = draw(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 50)), max_size=6))
    ranges, day = [], 1
    for gap, length in lengths:
        ranges.append(span(day + gap, day + gap + length - 1))
        day += gap + length
    return ranges


def covered(ranges: list[Days]) -> list[date]:
    return [part.first + timedelta(days=n) for part in ranges for n in range(len(part))]


@given(loaded_ranges(), st.integers(1, 200))
def test_pending_windows_fill_every_gap_once(loaded: list[Days], n_days: int) -> None:
    through = DAY_ONE + (n_days - 1) * DAY
    pending = plan_days(FEED, loaded, through)
    wanted = {DAY_ONE + n * DAY for n in range(n_days)} - set(covered(loaded))
    assert covered(pending) == sorted(wanted)
    assert all(len(part) <= FEED.history_window_days for part in pending)


@given(loaded_ranges(), st.integers(1, 200), st.integers(1, 120))
def test_a_request_never_cuts_a_loaded_window(loaded: list[Days], first: int, length: int) -> None:
    parts = cut_request(FEED, span(first, first + length - 1), loaded)
    asked = set(covered([span(first, first + length - 1)]))
    assert asked <= set(covered(parts))
    assert len(covered(parts)) == len(set(covered(parts)))
    for part in parts:
        assert widen(part, loaded) == part


@given(loaded_ranges())
def test_the_cursor_ends_where_the_first_gap_begins(loaded: list[Days]) -> None:
    days, day = set(covered(loaded)), DAY_ONE
    while day in days:
        day += DAY
    assert contiguous_through(loaded, DAY_ONE) == (None if day == DAY_ONE else day - DAY)


def test_history_comes_in_large_windows_then_days() -> None:
    assert [len(part) for part in plan_days(FEED, [], DAY_ONE + 99 * DAY)] == [40, 40, 20]
    assert [len(part) for part in plan_days(FEED, [span(1, 100)], DAY_ONE + 102 * DAY)] == [1, 1, 1]


def test_a_weekly_feed_waits_for_its_week() -> None:
    weekly = _with_frequency(FEED, 7)
    assert plan_days(weekly, [span(1, 7)], DAY_ONE + 12 * DAY) == []
    assert plan_days(weekly, [span(1, 7)], DAY_ONE + 13 * DAY) == [span(8, 14)]


def test_days_that_can_still_grow_are_read_again() -> None:
    late = FEED.model_copy(update={"source": FEED.source.model_copy(update={"late_days": 2})})
    loaded = [span(1, 30), span(31, 31), span(32, 32), span(33, 33)]
    assert plan_days(late, loaded, DAY_ONE + 33 * DAY) == [span(32, 32), span(33, 33), span(34, 34)]
    assert plan_days(late, loaded, DAY_ONE + 32 * DAY) == []


def test_the_run_is_named_by_local_days() -> None:
    assert run_id_of(FEED, span(1, 3).to_window(FEED.timezone)) == "plan:2026-01-01:2026-01-03"


def _with_frequency(contract: FeedContract, n_days: int) -> FeedContract:
    sla = Sla(frequency=n_days * DAY, latency=contract.sla.latency, retention=contract.sla.retention)
    return contract.model_copy(update={"sla": sla})
