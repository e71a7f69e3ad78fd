"""Simulated cases: what happens where and when, and how a department then deals with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.climate import TOPIC_FACTORS
from demo.draws import Draws, Floats, Ints, Mask, combine, name_key
from demo.people import PER_GRID
from demo.world import World, read_rates

DAY = 1440
"""Minutes in a day; all times below are minutes since 1970-01-01 00:00, local time."""
BASE_DAY = 20_454
"""1 January 2026: the day on which the rates hold as they stand."""
REGULARS = 12
"""Residents of each grid who call more often than the others."""


@dataclass(frozen=True)
class Cases:
    """Cases of one feed, ordered by day and time; arrays of one length."""

    topics: tuple[str, ...]
    day: Ints
    minute: Ints
    order: Ints
    """Number within the day, from 1."""
    topic: Ints
    grid: Ints
    resident: Ints
    draws: Draws

    def __len__(self) -> int:
        return len(self.day)


def daily_means(world: World, feed: str) -> Floats:
    """Mean cases for each (day, topic) without incidents."""
    rates, climate = read_rates()[feed], world.climate
    topics = rates["topics"]
    base = np.array(list(topics.values()), dtype=np.float64)
    factors = np.column_stack([np.ones(len(climate.days)) * _factor(world, topic) for topic in topics])
    growth = (1 + rates["growth"]) ** ((climate.days - BASE_DAY) / 365.25)
    week = np.array(rates["weekday"])[climate.weekday]
    week = np.where(climate.is_holiday, np.minimum(week, rates["weekday"][6]), week)
    keys = combine(climate.days[:, None], np.arange(len(topics))[None, :])
    noise = np.exp(rates["noise"] * world.draws(feed, keys).normal("noise"))
    common = np.exp(0.5 * rates["noise"] * world.draws(feed, combine(climate.days)).normal("day_noise"))
    means: Floats = base[None, :] * factors * (growth * week * common)[:, None] * noise
    return means


def _factor(world: World, topic: str) -> Floats | float:
    return TOPIC_FACTORS[topic](world.climate) if topic in TOPIC_FACTORS else 1.0


def grid_weights(world: World, feed: str, topic: str) -> Floats:
    """How a topic's cases spread over the grids: some places have more, always."""
    keys = combine(np.arange(len(world.places.grids)))
    own = world.draws(f"{feed}/{topic}", keys).normal("grid")
    shared = world.draws("places", keys).normal("grid")
    return np.exp(0.35 * own + 0.35 * shared)


def _usual(world: World, feed: str) -> tuple[Ints, Ints, Ints, Ints]:
    """day, topic, grid and serial of the cases that belong to no incident."""
    climate, topics = world.climate, list(read_rates()[feed]["topics"])
    keys = combine(climate.days[:, None], np.arange(len(topics))[None, :])
    counts = world.draws(feed, keys).poisson("count", daily_means(world, feed)).ravel()
    day = np.repeat(np.repeat(climate.days, len(topics)), counts)
    topic = np.repeat(np.tile(np.arange(len(topics)), len(climate.days)), counts)
    serial = np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
    draws = world.draws(feed, combine(day, topic, serial))
    grid = np.zeros(len(day), dtype=np.int64)
    for number, name in enumerate(topics):
        rows = np.flatnonzero(topic == number)
        grid[rows] = draws.pick("grid", grid_weights(world, feed, name))[rows] if len(rows) else 0
    return day, topic, grid, serial


def _extra(world: World, feed: str) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """The same for each incident's effect on this feed; serials start above every usual one."""
    topics, parts = list(read_rates()[feed]["topics"]), []
    for incident in world.incidents:
        for number, effect in enumerate(incident.effects):
            if effect.feed != feed:
                continue
            days = world.climate.days
            means = incident.means(effect, days)
            keys = combine(days[:, None], incident.grids[None, :])
            stream = f"{feed}/{incident.id}/{number}"
            counts = world.draws(stream, keys).poisson("count", means).ravel()
            counts = np.where(means.ravel() > 0, counts, 0)
            day = np.repeat(np.repeat(days, len(incident.grids)), counts)
            grid = np.repeat(np.tile(incident.grids, len(days)), counts)
            offset = 10**6 + int(name_key(stream)) % 10**9
            serial = offset + np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
            parts.append((day, np.full(len(day), topics.index(effect.topic)), grid, serial))
    return parts


def simulate_cases(world: World, feed: str) -> Cases:
    """All cases of a feed that happen on the world's event days."""
    parts = [_usual(world, feed), *_extra(world, feed)]
    day, topic, grid, serial = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    keys = combine(day, topic, grid, serial)
    draws = world.draws(f"{feed}/case", keys)
    hour = draws.pick("hour", read_rates()[feed]["hours"])
    minute = day * DAY + hour * 60 + draws.below("minute", 60)
    ranking = np.lexsort((keys, minute))
    day, minute, keys = day[ranking], minute[ranking], keys[ranking]
    draws = world.draws(f"{feed}/case", keys)
    starts = np.searchsorted(day, day)
    grid = grid[ranking]
    within = np.where(
        draws.chance("is_regular", 0.15), draws.below("regular", REGULARS), draws.below("resident", PER_GRID)
    )
    return Cases(
        topics=tuple(read_rates()[feed]["topics"]),
        day=day,
        minute=minute,
        order=np.arange(len(day)) - starts + 1,
        topic=topic[ranking],
        grid=grid,
        resident=grid * PER_GRID + within,
        draws=draws,
    )


@dataclass(frozen=True)
class Echo:
    """People who report once more: the share of cases, and after how many minutes at least and at most."""

    share: float
    after: int
    before: int


REPEATED = Echo(share=0.03, after=2 * DAY, before=6 * DAY)
"""The same resident calls again, since nothing has been done."""
ELSEWHERE = Echo(share=0.06, after=15, before=240)
"""The same resident also tells another channel."""


def with_echoes(cases: Cases, told: Cases, echo: Echo) -> Cases:
    """``cases`` and, among them, what the people of ``told`` report again: same topic, same grid, same person."""
    known = {topic: number for number, topic in enumerate(cases.topics)}
    topic = np.array([known.get(topic, -1) for topic in told.topics])[told.topic]
    rows = np.flatnonzero((topic >= 0) & told.draws.chance("echo", echo.share))
    minute = told.minute + echo.after + told.draws.below("echo_after", echo.before - echo.after)
    minutes = np.concatenate([cases.minute, minute[rows]])
    keys = np.concatenate([cases.draws.keys, combine(told.draws.keys[rows].astype(np.int64), np.array([echo.after]))])
    ranking = np.lexsort((keys, minutes))
    day = minutes[ranking] // DAY
    return Cases(
        topics=cases.topics,
        day=day,
        minute=minutes[ranking],
        order=np.arange(len(day)) - np.searchsorted(day, day) + 1,
        topic=np.concatenate([cases.topic, topic[rows]])[ranking],
        grid=np.concatenate([cases.grid, told.grid[rows]])[ranking],
        resident=np.concatenate([cases.resident, told.resident[rows]])[ranking],
        draws=Draws.of_keys(keys[ranking]),
    )


@dataclass(frozen=True)
class Flow:
    """What became of each case; -1 where it never came to that. Minutes since 1970, local."""

    registered: Ints
    responded: Ints
    due: Ints
    closed: Ints
    satisfaction: Ints
    is_reopened: Mask

    @property
    def first_delivery(self) -> Ints:
        """Day on which the department first delivers the case."""
        return self.registered // DAY


@dataclass(frozen=True)
class Habits:
    """How a department works: typical minutes to respond and to close, the promise, and the shares."""

    response_minutes: float
    closing_hours: float
    due_hours: float
    direct_share: float = 0.5
    """Settled at once."""
    late_share: float = 0.025
    """Reach the department's own system one to four days late."""


def simulate_flow(cases: Cases, habits: Habits) -> Flow:
    """Reporting delay, response, closure, satisfaction, by the department's habits."""
    draws = cases.draws
    late_days = np.where(draws.chance("is_late", habits.late_share), 1 + draws.below("late_days", 4), 0)
    registered = cases.minute + 1 + draws.exponential("registering", 6.0).astype(np.int64) + late_days * DAY
    responded = registered + (habits.response_minutes * np.exp(0.8 * draws.normal("response"))).astype(np.int64)
    is_direct = draws.chance("is_direct", habits.direct_share)
    hours = np.where(is_direct, 0.3, habits.closing_hours) * np.exp(0.75 * draws.normal("closing"))
    closed = responded + np.minimum(hours * 60, 15 * DAY).astype(np.int64) + 1
    due = registered + int(habits.due_hours * 60)
    never = draws.chance("is_never_closed", 0.012)
    closed = np.where(never, -1, closed)
    slow = np.where(closed > due, 1.1, 0.0)
    score = np.clip(np.round(4.35 - slow + 0.9 * draws.normal("score")), 1, 5).astype(np.int64)
    is_scored = (closed >= 0) & draws.chance("is_scored", 0.62)
    return Flow(
        registered,
        np.where(draws.chance("no_response", 0.01), -1, responded),
        due,
        closed,
        np.where(is_scored, score, -1),
        draws.chance("is_reopened", 0.035),
    )


@dataclass(frozen=True)
class Versions:
    """The states of cases as they are delivered: ``row`` points into the cases."""

    row: Ints
    delivered: Ints
    """Day of the delivery."""
    updated: Ints
    """Minute of the newest fact in this state."""
    is_known: dict[str, Mask]
    """``responded``, ``closed``: whether that had happened by the end of the delivery's day."""


def deliver(flow: Flow, first: int, last: int) -> Versions:
    """Each case on its first day and again on the day it is closed, where that lies in ``first`` to ``last``."""
    rows = np.arange(len(flow.registered))
    again = (flow.closed >= 0) & (flow.closed // DAY > flow.first_delivery)
    row = np.concatenate([rows, rows[again]])
    delivered = np.concatenate([flow.first_delivery, flow.closed[again] // DAY])
    inside = np.flatnonzero((delivered >= first) & (delivered <= last))
    row, delivered = row[inside], delivered[inside]
    evening = (delivered + 1) * DAY
    known = {name: (at[row] >= 0) & (at[row] < evening) for name, at in _moments(flow).items()}
    updated = flow.registered[row].copy()
    for name, at in _moments(flow).items():
        updated = np.maximum(updated, np.where(known[name], at[row], 0))
    ranking = np.lexsort((row, updated, delivered))
    known = {name: mask[ranking] for name, mask in known.items()}
    return Versions(row[ranking], delivered[ranking], updated[ranking], known)


def _moments(flow: Flow) -> dict[str, Ints]:
    return {"responded": flow.responded, "closed": flow.closed}
