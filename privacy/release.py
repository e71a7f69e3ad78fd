"""The gate for what leaves the hub: tables of counts, k-anonymous or with noise, each a governed act."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product

import duckdb
import numpy as np
import pyarrow as pa

from privacy.ledger import Act, append_act
from privacy.noise import noisy_counts, require_budget
from privacy.suppression import Equation, suppress
from schemas.errors import HubError

ALL = "all"
SCHEMA = pa.schema([("row", pa.string()), ("column", pa.string()), ("n", pa.int64()), ("is_hidden", pa.bool_())])


class ReleaseError(HubError):
    """A table that cannot be released as asked."""


@dataclass(frozen=True)
class Axis:
    """One side of a table: its nodes and, for each, the node that it adds up to (None at the top)."""

    parents: dict[str, str | None]

    @classmethod
    def flat(cls, names: list[str]) -> Axis:
        """Names under one total, ``all``."""
        return cls({ALL: None, **dict.fromkeys(names, ALL)})

    def children(self) -> dict[str, list[str]]:
        """Each total and what adds up to it."""
        children: dict[str, list[str]] = defaultdict(list)
        for node, parent in self.parents.items():
            if parent is not None:
                children[parent].append(node)
        return dict(children)

    def up(self, node: str) -> list[str]:
        """The node and every total above it."""
        path = [node]
        while (parent := self.parents[path[-1]]) is not None:
            path.append(parent)
        return path


def release_counts(
    conn: duckdb.DuckDBPyConnection,
    *,
    dataset: str,
    counts: pa.Table,
    k: int,
    actor: str,
    when: datetime,
    rows: Axis | None = None,
    columns: Axis | None = None,
    scope: Mapping[str, str] | None = None,
) -> pa.Table:
    """A k-anonymous table (:data:`SCHEMA`) with all its totals; ``n`` is null where hidden. Logs a ``release`` act.

    ``counts``: row, column, n of the lowest level, one line a cell; a cell that is not there counts 0. ``rows``,
    ``columns``: hierarchies of totals that are published too (area to district to city); else one total each.
    ``scope``: which cut it is, with ``first_day`` and ``last_day``; two different cuts of one data set over common days
    could be subtracted from each other, so the second is refused.
    """
    scope = dict(scope or {}) | {"k": str(k)}
    _refuse_differences(conn, dataset, scope)
    rows, columns = rows or _flat(counts, "row"), columns or _flat(counts, "column")
    cells, values = _with_totals(counts, rows, columns)
    hidden = suppress(values, _equations(cells, rows, columns), k)
    shown = pa.array(values, mask=hidden)
    names = list(cells)
    table = pa.table([[r for r, _ in names], [c for _, c in names], shown, hidden], schema=SCHEMA)
    details = {**scope, "k": k, "n_hidden": int(hidden.sum())}
    _log(conn, dataset, table, actor, when, details)
    return table


def release_noisy(
    conn: duckdb.DuckDBPyConnection,
    *,
    dataset: str,
    counts: pa.Table,
    epsilon: Decimal,
    budget: Decimal,
    sensitivity: int,
    actor: str,
    when: datetime,
    rows: Axis | None = None,
    columns: Axis | None = None,
    scope: Mapping[str, str] | None = None,
) -> pa.Table:
    """The lowest-level counts with discrete Laplace noise; spends ``epsilon`` of the data set's ``budget``.

    Every cell is there, empty ones too: that a cell is missing would tell that it is 0. ``sensitivity``: the most
    events that one person may have in the table. :class:`BudgetError` when the budget is spent.
    """
    require_budget(conn, dataset, epsilon, budget)
    rows, columns = rows or _flat(counts, "row"), columns or _flat(counts, "column")
    cells, totals = _with_totals(counts, rows, columns)
    lowest = [cell for cell in cells if cell[0] not in rows.children() and cell[1] not in columns.children()]
    values = noisy_counts(totals[[cells[cell] for cell in lowest]], epsilon, sensitivity)
    none = pa.array(np.zeros(len(values), dtype=bool))
    table = pa.table([[r for r, _ in lowest], [c for _, c in lowest], pa.array(values), none], schema=SCHEMA)
    details = {**(scope or {}), "epsilon": str(epsilon), "budget": str(budget), "sensitivity": sensitivity}
    _log(conn, dataset, table, actor, when, details)
    return table


def _flat(counts: pa.Table, name: str) -> Axis:
    return Axis.flat(sorted(counts[name].unique().to_pylist()))


def _with_totals(counts: pa.Table, rows: Axis, columns: Axis) -> tuple[dict[tuple[str, str], int], np.ndarray]:
    """Positions of all cells, totals included, and their values."""
    cells = {cell: place for place, cell in enumerate(product(rows.parents, columns.parents))}
    values = np.zeros(len(cells), dtype=np.int64)
    totals = (rows.children(), columns.children())
    for row, column, n in zip(*(counts[name].to_pylist() for name in ("row", "column", "n")), strict=True):
        if row not in rows.parents or column not in columns.parents:
            raise ReleaseError(f"the table's cell ({row}, {column}) is not in its hierarchies")
        if row in totals[0] or column in totals[1]:
            raise ReleaseError(f"the table's cell ({row}, {column}) is a total: give the lowest level only")
        for cell in product(rows.up(row), columns.up(column)):
            values[cells[cell]] += n
    return cells, values


def _equations(cells: dict[tuple[str, str], int], rows: Axis, columns: Axis) -> list[Equation]:
    across = [
        Equation(tuple(cells[part, column] for part in parts), cells[whole, column])
        for (whole, parts), column in product(rows.children().items(), columns.parents)
    ]
    along = [
        Equation(tuple(cells[row, part] for part in parts), cells[row, whole])
        for (whole, parts), row in product(columns.children().items(), rows.parents)
    ]
    return across + along


def _refuse_differences(conn: duckdb.DuckDBPyConnection, dataset: str, scope: Mapping[str, str]) -> None:
    """:class:`ReleaseError` if another k-anonymous cut of the data set was released over some of the same days."""
    earlier = conn.execute(
        "select leaf from audit.ledger where kind = ? and json_extract_string(leaf, '$.details.dataset') = ?"
        " and json_extract_string(leaf, '$.details.k') is not null order by seq",
        [Act.RELEASE, dataset],
    ).fetchall()
    for details in (json.loads(leaf)["details"] for (leaf,) in earlier):
        if details.get("city_id") != scope.get("city_id"):
            continue
        is_same = all(str(details.get(name)) == value for name, value in scope.items())
        is_apart = str(details.get("last_day")) < scope.get("first_day", "") or scope.get("last_day", "~") < str(
            details.get("first_day", "")
        )
        if not is_same and not is_apart:
            days = f"{details.get('first_day')} to {details.get('last_day')}"
            raise ReleaseError(
                f"{dataset} was released in another cut over {days}: the two could be subtracted from each other;"
                " choose other days, the same cut, or noise"
            )


def _log(
    conn: duckdb.DuckDBPyConnection,
    dataset: str,
    table: pa.Table,
    actor: str,
    when: datetime,
    details: Mapping[str, object],
) -> None:
    digest = hashlib.sha256(str(table.to_pylist()).encode()).hexdigest()
    entry = {"dataset": dataset, "n_cells": table.num_rows, "digest": digest, **details}
    append_act(conn, kind=Act.RELEASE, actor=actor, details=entry, when=when)
