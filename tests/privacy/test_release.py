"""What is released is k-anonymous over every level, or noisy within its budget, and always in the ledger."""

from __future__ import annotations

import json
from contextlib import nullcontext
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from privacy.noise import BudgetError, noisy_counts
from privacy.release import ALL, Axis, ReleaseError, release_counts, release_noisy
from tests.privacy.audit_fixtures import START, open_audit

COUNTS = pa.table(
    {
        "row": ["A-1", "A-1", "A-2", "A-2", "B-1", "B-1", "B-2"],
        "column": ["water", "health", "water", "health", "water", "health", "water"],
        "n": [30, 2, 40, 25, 50, 60, 45],
    }
)
AREAS = Axis({"city": None, "A": "city", "B": "city", "A-1": "A", "A-2": "A", "B-1": "B", "B-2": "B"})


def test_totals_of_every_level_are_released_and_none_gives_a_hidden_cell_away() -> None:
    conn = open_audit()
    table = release_counts(
        conn, dataset="gold.event_daily", counts=COUNTS, k=5, actor="wei", when=START, rows=AREAS
    ).to_pylist()
    cells = {(cell["row"], cell["column"]): cell["n"] for cell in table}
    assert cells["A-1", "health"] is None
    assert cells["city", ALL] == 252
    assert all((cell["n"] is None) == cell["is_hidden"] for cell in table)
    for parent, parts in AREAS.children().items():
        for column in ("water", "health", ALL):
            assert sum(cells[node, column] is None for node in (parent, *parts)) != 1
    leaf = json.loads(conn.execute("select leaf from audit.ledger").fetchall()[0][0])
    assert (leaf["kind"], leaf["actor"], leaf["details"]["k"]) == ("release", "wei", 5)
    assert leaf["details"]["n_hidden"] == sum(cell["is_hidden"] for cell in table) >= 4


@pytest.mark.parametrize(
    ("level", "first", "last", "is_refused"),
    [
        ("street", "2026-01-01", "2026-01-31", False),
        ("district", "2026-01-01", "2026-01-31", True),
        ("street", "2026-01-01", "2026-01-30", True),
        ("street", "2026-01-31", "2026-02-28", True),
        ("street", "2026-02-01", "2026-02-28", False),
        ("street", "2025-12-01", "2025-12-31", False),
    ],
)
def test_two_cuts_that_could_be_subtracted_are_not_both_released(
    level: str, first: str, last: str, is_refused: bool
) -> None:
    conn = open_audit()

    def release(level: str, first: str, last: str) -> None:
        scope = {"level": level, "first_day": first, "last_day": last}
        release_counts(
            conn, dataset="x", counts=COUNTS, k=5, actor="wei", when=START, rows=AREAS, scope=scope
        )  # fmt: skip

    release("street", "2026-01-01", "2026-01-31")
    with pytest.raises(ReleaseError, match="subtracted") if is_refused else nullcontext():
        release(level, first, last)


@pytest.mark.parametrize(("row", "message"), [("X", "not in its hierarchies"), ("A", "is a total")])
def test_a_table_that_does_not_fit_its_hierarchy(row: str, message: str) -> None:
    counts = pa.table({"row": [row], "column": ["water"], "n": [9]})
    with pytest.raises(ReleaseError, match=message):
        release_counts(open_audit(), dataset="x", counts=counts, k=5, actor="wei", when=START, rows=AREAS)


def test_an_empty_table() -> None:
    empty = COUNTS.slice(0, 0)
    table = release_counts(open_audit(), dataset="x", counts=empty, k=5, actor="wei", when=START)
    assert table.to_pylist() == [{"row": ALL, "column": ALL, "n": 0, "is_hidden": False}]


def test_the_budget_is_spent_recorded_and_kept() -> None:
    conn = open_audit()

    def release(epsilon: str, dataset: str = "clinics") -> pa.Table:
        return release_noisy(
            conn, dataset=dataset, counts=COUNTS, epsilon=Decimal(epsilon), budget=Decimal("1.0"), sensitivity=1,
            actor="wei", when=START,
        )  # fmt: skip

    assert release("0.3").num_rows == 8, "the cell without reports too"
    release("0.7")
    with pytest.raises(BudgetError, match=r"of the privacy budget 1\.0, 1\.0 is spent; 0\.1 more is too much"):
        release("0.1")
    release("0.1", "another")
    assert conn.execute("select count(*) from audit.ledger where kind = 'release'").fetchall() == [(3,)]


def test_noise_has_the_scale_that_its_epsilon_asks_for() -> None:
    """Discrete Laplace with scale s has variance 2 q / (1 - q)², q = exp(-1/s): 8 standard errors of 20,000 draws."""
    counts = np.full(20_000, 1000, dtype=np.int64)
    noise = noisy_counts(counts, Decimal("0.5"), 1) - counts
    q = np.exp(-0.5)
    variance = 2 * q / (1 - q) ** 2
    assert abs(noise.mean()) < 8 * np.sqrt(variance / len(noise))
    assert abs(noise.var() - variance) < 8 * np.sqrt(5 * variance**2 / len(noise))
    assert noisy_counts(np.zeros(1000, dtype=np.int64), Decimal("0.1"), 1).min() == 0


@pytest.mark.parametrize(("epsilon", "sensitivity"), [("0", 1), ("-1", 1), ("1", 0)])
def test_noise_without_a_budget_or_sensitivity_is_refused(epsilon: str, sensitivity: int) -> None:
    with pytest.raises(BudgetError, match="epsilon above 0"):
        noisy_counts(np.zeros(1, dtype=np.int64), Decimal(epsilon), sensitivity)
