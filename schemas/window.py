"""A window: the unit of work of a feed, half open in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, order=True)
class Window:
    """``[start, end)``, both aware, in UTC. Cut at midnights of the city's zone."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window's start and end need a time zone")
        if self.start >= self.end:
            raise ValueError(f"empty window: {self.start.isoformat()} to {self.end.isoformat()}")

    @classmethod
    def of_days(cls, first: date, last: date, timezone: str) -> Window:
        """The window of the local days ``first`` to ``last``, both included.

        >>> Window.of_days(date(2026, 1, 1), date(2026, 1, 1), "Asia/Shanghai").start.isoformat()
        '2025-12-31T16:00:00+00:00'
        """
        zone = ZoneInfo(timezone)
        start = datetime.combine(first, time(), zone)
        end = datetime.combine(last + timedelta(days=1), time(), zone)
        return cls(start.astimezone(UTC), end.astimezone(UTC))

    def days(self, timezone: str) -> list[date]:
        """The local days that the window touches, in order."""
        zone = ZoneInfo(timezone)
        first = self.start.astimezone(zone).date()
        last = (self.end - timedelta(microseconds=1)).astimezone(zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]
