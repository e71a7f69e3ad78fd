"""Which windows a feed has to run: what is missing, in what sizes, on whose boundaries.

Windows of one feed never overlap. They are cut at midnights of the contract's zone; history is loaded in few
large windows, later days in windows of the feed's frequency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from schemas.contract import FeedContract
from schemas.errors import HubError
from schemas.settings import Settings
from schemas.window import Window
from warehouse.lake import open_lake

DAY = timedelta(days=1)


class PlanError(HubError):
    """A range of days that cannot be run."""


@dataclass(frozen=True, order=True)
class Days:
    """A range of local days, both included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def overlaps(self, other: Days) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def to_window(self, timezone: str) -> Window:
        """The same days as a window in UTC."""
        return Window.of_days(self.first, self.last, timezone)

    @classmethod
    def of_window(cls, window: Window, timezone: str) -> Days:
        """The local days of a window cut at midnights of ``timezone``."""
        days = window.days(timezone)
        return cls(days[0], days[-1])


def pending_windows(contract: FeedContract, settings: Settings, through: date) -> list[Window]:
    """The windows to run so that every day up to ``through`` (local, included) is loaded, in order of time.

    Days before ``history_start`` are not asked for; without one, a feed starts at its first loaded day, and a
    feed never loaded ``settings.history_days`` back. Where rows may be late, days that can still grow are read
    again.
    """
    asked = plan_days(contract, loaded_days(contract, settings), through, settings.history_days)
    return [days.to_window(contract.timezone) for days in asked]


def plan_days(contract: FeedContract, loaded: list[Days], through: date, history_days: int = 1) -> list[Days]:
    """:func:`pending_windows` as a pure function of the day ranges already ``loaded`` (in order, disjoint)."""
    start = _start(contract, loaded, through, history_days)
    gaps = _gaps(start, through, loaded)
    step, late = _step(contract), contract.source.late_days
    fresh = [part for gap in gaps for part in _cut(gap, contract.history_window_days, step, through - late * DAY)]
    fresh = [part for part in fresh if len(part) >= step or part.last < through]
    if not fresh:
        return []
    growing = [days for days in loaded if days.last >= fresh[-1].last - late * DAY and len(days) <= step]
    return sorted([*fresh, *(growing if late else [])])


def widen(asked: Days, loaded: Iterable[Days]) -> Days:
    """``asked``, stretched to the boundaries of the loaded ranges that it cuts."""
    first, last = asked.first, asked.last
    for days in loaded:
        if days.overlaps(asked):
            first, last = min(first, days.first), max(last, days.last)
    return Days(first, last)


def cut_request(contract: FeedContract, asked: Days, loaded: list[Days]) -> list[Days]:
    """The asked days as windows of at most ``history_window_days``, widened to existing boundaries, in order."""
    parts: list[Days] = []
    day = asked.first
    while day <= asked.last:
        last = min(day + (contract.history_window_days - 1) * DAY, asked.last)
        part = widen(Days(day, last), loaded)
        parts.append(part)
        day = part.last + DAY
    return parts


def contiguous_through(loaded: list[Days], start: date) -> date | None:
    """The last day up to which nothing is missing since ``start``; None if ``start`` itself is."""
    through: date | None = None
    for days in loaded:
        if days.first <= start <= days.last or (through is not None and days.first == through + DAY):
            through = days.last
    return through


def loaded_days(contract: FeedContract, settings: Settings) -> list[Days]:
    """The day ranges that the feed has loaded, in order; those that retention deleted count as loaded."""
    with open_lake(settings) as conn:
        return read_loaded_days(conn, contract)


def read_loaded_days(conn: duckdb.DuckDBPyConnection, contract: FeedContract) -> list[Days]:
    """:func:`loaded_days` through an open connection."""
    rows = conn.execute(
        "select window_start, window_end from ops.run "
        "where feed = ? and state in ('succeeded', 'expired') order by window_start",
        [contract.id],
    ).fetchall()
    return [Days.of_window(Window(start, end), contract.timezone) for start, end in rows]


def run_id_of(contract: FeedContract, window: Window) -> str:
    """``feed:first_day:last_day``, local days."""
    days = Days.of_window(window, contract.timezone)
    return f"{contract.id}:{days.first}:{days.last}"


def history_start(contract: FeedContract, loaded: list[Days]) -> date | None:
    """The first day the feed is loaded from."""
    if contract.history_start is not None:
        return date.fromisoformat(contract.history_start)
    return loaded[0].first if loaded else None


def _start(contract: FeedContract, loaded: list[Days], through: date, history_days: int) -> date:
    start = history_start(contract, loaded)
    return through - (max(history_days, _step(contract)) - 1) * DAY if start is None else start


def _step(contract: FeedContract) -> int:
    """Days in a window once history is loaded."""
    return max(1, contract.sla.frequency.days)


def _gaps(start: date, through: date, loaded: list[Days]) -> list[Days]:
    """The day ranges of ``[start, through]`` that no loaded range covers."""
    gaps: list[Days] = []
    day = start
    for days in loaded:
        if days.first > through:
            break
        if days.first > day:
            gaps.append(Days(day, days.first - DAY))
        day = max(day, days.last + DAY)
    if day <= through:
        gaps.append(Days(day, through))
    return gaps


def _cut(gap: Days, large: int, step: int, settled: date) -> list[Days]:
    """Windows of ``large`` days while more than a week is missing, of ``step`` days for the rest and the unsettled."""
    parts: list[Days] = []
    day = gap.first
    while day <= gap.last:
        end = min(gap.last, settled)
        is_history = (end - day).days + 1 > max(7, step)
        last = min(day + ((large if is_history else step) - 1) * DAY, end if is_history else gap.last)
        parts.append(Days(day, last))
        day = last + DAY
    return parts
