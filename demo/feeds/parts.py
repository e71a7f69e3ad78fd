"""Columns that several departments' systems have in common."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.cases import DAY, Cases, Versions
from demo.delivery import Delivery, stamp
from demo.draws import Draws, Ints, Mask, combine
from demo.people import join
from demo.world import World


def hide(hidden: Mask, values: pa.Array) -> pa.Array:
    """Null where ``hidden``."""
    return pc.if_else(pa.array(hidden), pa.scalar(None, pa.string()), values)


def numbers(values: Ints) -> pa.Array:
    """Integers as texts."""
    return pa.array(values).cast(pa.string())


def choose(names: tuple[str, ...] | list[str], index: Ints) -> pa.Array:
    """``names[index]``."""
    return pa.array(names, pa.string()).take(pa.array(index))


def case_numbers(cases: Cases, prefix: str) -> pa.Array:
    """``<prefix><yyyymmdd><serial>``."""
    date = pc.utf8_slice_codeunits(pc.replace_substring(stamp(cases.day * DAY), "-", ""), 0, 8)
    return join(prefix, date, pc.utf8_lpad(numbers(cases.order), 5, "0"))


def seconds_of(cases: Cases) -> Ints:
    """Second of the minute in which each case happened."""
    return cases.draws.below("second", 60)


def person(world: World, cases: Cases, row: Ints, name: str) -> pa.Array:
    """One written form of the person of each case version."""
    return world.residents[name].combine_chunks().take(pa.array(cases.resident[row]))


def phone_forms(world: World, cases: Cases) -> pa.Array:
    """Phone numbers as clerks type them: plain, dashed, spaced, with the country code."""
    names = ("phone", "phone_dashed", "phone_spaced", "phone_86")
    columns = [person(world, cases, np.arange(len(cases)), name) for name in names]
    return pc.choose(pa.array(cases.draws.pick("phone_form", [8, 1, 0.6, 0.6])), *columns)


def staff(world: World, keys: Draws, pool: int, name: str) -> pa.Array:
    """A written form of the member of staff on duty: one of ``pool`` people."""
    step = len(world.residents) // pool
    return world.residents[name].combine_chunks().take(pa.array(keys.below("staff", pool) * step + 7))


def as_delivery(table: pa.Table, cases: Cases, versions: Versions) -> Delivery:
    """The versions' table with its days and keys."""
    keys = combine(cases.draws.keys.astype(np.int64)[versions.row], versions.delivered)
    return Delivery(table, versions.delivered, versions.updated, keys)
