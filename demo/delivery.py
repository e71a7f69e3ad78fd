"""What a department hands over: its own columns, with the flaws of real deliveries and the planted canaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.canaries import CANARIES
from demo.draws import Draws, Ints, Keys, Mask, combine
from demo.people import join
from demo.world import World

CANARY_NOTE = (
    "{name}（电话{phone}，身份证{id_number}，微信{wechat}，邮箱{email}，车牌{plate}）住{address}，要求尽快处理。"
)


@dataclass(frozen=True)
class Delivery:
    """Rows in order of delivery.

    ``delivered`` is a day, ``updated`` a minute, both local and since 1970; ``keys`` tell rows apart.
    """

    table: pa.Table
    delivered: Ints
    updated: Ints
    keys: Keys

    def take(self, rows: Ints) -> Delivery:
        """The chosen rows."""
        return Delivery(self.table.take(pa.array(rows)), self.delivered[rows], self.updated[rows], self.keys[rows])

    def put(self, column: str, values: pa.Array) -> Delivery:
        """With one column replaced."""
        place = self.table.column_names.index(column)
        return replace(self, table=self.table.set_column(place, column, values))


@dataclass(frozen=True)
class Flaw:
    """One kind of bad value: in ``rate`` of the rows, ``column`` holds one of ``values`` (None: nothing)."""

    column: str
    rate: float
    values: tuple[str | None, ...]


def stamp(minutes: Ints, known: Mask | None = None, seconds: Ints | None = None) -> pa.Array:
    """Local times as ``2026-03-01 08:15:00``; null where not ``known`` or negative."""
    total = minutes * 60 + (0 if seconds is None else seconds)
    hidden = minutes < 0 if known is None else ~known
    return pa.array(total.astype("datetime64[s]"), mask=hidden).cast(pa.string())


def day_text(days: Ints) -> pa.Array:
    """Days since 1970-01-01 as ``2026-03-01``."""
    return pa.array(days.astype("datetime64[D]")).cast(pa.string())


def spoil(delivery: Delivery, flaws: tuple[Flaw, ...], draws: Draws) -> Delivery:
    """With bad values in some rows."""
    for number, flaw in enumerate(flaws):
        is_hit = pa.array(draws.chance(f"flaw_{number}", flaw.rate))
        values = pa.array(flaw.values, pa.string()).take(pa.array(draws.below(f"value_{number}", len(flaw.values))))
        delivery = delivery.put(flaw.column, pc.if_else(is_hit, values, delivery.table[flaw.column]))
    return delivery


def nth_of_day(delivered: Ints, n: int) -> Mask:
    """True at the ``n``-th row of each day, for days in ascending order."""
    starts = np.searchsorted(delivered, delivered)
    return np.asarray(np.arange(len(delivered)) - starts == n)


def plant_canaries(delivery: Delivery, columns: Mapping[str, str], note: str, rejected: str) -> Delivery:
    """One invented person a day in ``columns`` (column to a canary's attribute) and in ``note``; another in a value of
    ``rejected`` that fails its type."""
    delivery = plant_person(delivery, columns, note, 2)
    who = pa.array(delivery.delivered % len(CANARIES))
    misplaced = pa.array([f"{canary.name}{canary.phone}" for canary in CANARIES]).take(who)
    bad_row = pa.array(nth_of_day(delivery.delivered, 4))
    return delivery.put(rejected, pc.if_else(bad_row, misplaced, delivery.table[rejected]))


def plant_person(delivery: Delivery, columns: Mapping[str, str], note: str, n: int) -> Delivery:
    """One invented person in the ``n``-th row of each day: in ``columns`` and in ``note``."""
    who = pa.array(delivery.delivered % len(CANARIES))
    chosen = pa.array(nth_of_day(delivery.delivered, n))
    for column, attribute in columns.items():
        values = pa.array([getattr(canary, attribute) for canary in CANARIES]).take(who)
        delivery = delivery.put(column, pc.if_else(chosen, values, delivery.table[column]))
    notes = pa.array([CANARY_NOTE.format_map(vars(canary)) for canary in CANARIES]).take(who)
    return delivery.put(note, pc.if_else(chosen, notes, delivery.table[note]))


def repeat_rows(delivery: Delivery, draws: Draws, same_day: float, next_day: float) -> Delivery:
    """With some rows delivered twice: at once, or again the day after."""
    rows = np.arange(len(delivery.keys))
    at_once = rows[draws.chance("repeat_same_day", same_day)]
    later = rows[draws.chance("repeat_next_day", next_day)]
    row = np.concatenate([rows, at_once, later])
    delivered = np.concatenate([delivery.delivered, delivery.delivered[at_once], delivery.delivered[later] + 1])
    ranking = np.lexsort((row, delivered))
    return replace(delivery.take(row[ranking]), delivered=delivered[ranking])


def finish(
    world: World,
    feed: str,
    delivery: Delivery,
    flaws: tuple[Flaw, ...],
    same_day: float = 0.006,
    next_day: float = 0.004,
) -> Delivery:
    """Flaws and repeats, cut to the world's delivery days."""
    draws = world.draws(f"{feed}/delivery", combine(delivery.keys.astype(np.int64), delivery.delivered))
    delivery = repeat_rows(spoil(delivery, flaws, draws), draws, same_day, next_day)
    inside = (delivery.delivered >= world.first) & (delivery.delivered <= world.last)
    return delivery.take(np.flatnonzero(inside))


def zoned(times: pa.Array) -> pa.Array:
    """Local times with their zone written out."""
    return join(pc.replace_substring(times, " ", "T"), "+08:00")
