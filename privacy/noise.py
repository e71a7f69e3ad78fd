"""Differentially private counts, by OpenDP, within a budget that every release spends from.

The noise is the discrete Laplace mechanism (OpenDP ``make_laplace`` on integers): with scale ``sensitivity / ε`` a
release is ε-differentially private, and the ε of releases from one data set add up (Dwork and Roth,
"The Algorithmic Foundations of Differential Privacy", 2014, theorems 3.6 and 3.16).
"""

from __future__ import annotations

from decimal import Decimal

import duckdb
import numpy as np
import numpy.typing as npt
import opendp.prelude as dp

from privacy.ledger import Act
from schemas.errors import HubError

dp.enable_features("contrib")


class BudgetError(HubError):
    """A release that would spend more than is left."""


def noisy_counts(counts: npt.NDArray[np.int64], epsilon: Decimal, sensitivity: int) -> npt.NDArray[np.int64]:
    """The counts with noise, not below 0. ``sensitivity``: the most by which one person changes their sum."""
    if epsilon <= 0 or sensitivity < 1:
        raise BudgetError(f"noise needs an epsilon above 0 and a sensitivity from 1, not {epsilon} and {sensitivity}")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    mechanism = dp.m.make_laplace(*space, scale=float(sensitivity / epsilon))
    spent = mechanism.map(sensitivity)  # type: ignore[no-untyped-call]  # OpenDP leaves it untyped
    if Decimal(spent) > epsilon * Decimal("1.000001"):
        raise BudgetError(f"the mechanism spends {spent}, more than {epsilon}")
    return np.maximum(np.array(mechanism(counts.tolist()), dtype=np.int64), 0)


def spent_budget(conn: duckdb.DuckDBPyConnection, dataset: str) -> Decimal:
    """Sum of ε over every noisy release of the data set that the ledger holds."""
    rows = conn.execute(
        "select json_extract_string(leaf, '$.details.epsilon') from audit.ledger"
        " where kind = ? and json_extract_string(leaf, '$.details.dataset') = ?",
        [Act.RELEASE, dataset],
    ).fetchall()
    return sum((Decimal(row[0]) for row in rows if row[0]), Decimal(0))


def require_budget(conn: duckdb.DuckDBPyConnection, dataset: str, epsilon: Decimal, budget: Decimal) -> None:
    """:class:`BudgetError` if spending ``epsilon`` more would go over the data set's budget."""
    spent = spent_budget(conn, dataset)
    if spent + epsilon > budget:
        raise BudgetError(f"{dataset}: of the privacy budget {budget}, {spent} is spent; {epsilon} more is too much")
