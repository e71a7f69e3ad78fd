"""No hidden cell can be pinned down from what is published: shown by an attack that shares no code with the gate."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from privacy.suppression import Counts, Equation, Mask, SuppressionError, suppress


def with_totals(inner: Counts) -> tuple[Counts, list[Equation]]:
    """A table with its row and column totals, laid out in a vector, and the equations between them."""
    table = np.vstack([inner, inner.sum(axis=0)])
    table = np.hstack([table, table.sum(axis=1, keepdims=True)])
    places = np.arange(table.size).reshape(table.shape)
    lines = [*places, *places.T]
    return table.ravel(), [Equation(tuple(line[:-1].tolist()), int(line[-1])) for line in lines]


def attack(counts: Counts, equations: list[Equation], hidden: Mask, cell: int) -> tuple[float, float]:
    """Solve for one cell, every cell a variable, the published ones fixed."""
    matrix = np.zeros((len(equations), len(counts)))
    for number, equation in enumerate(equations):
        matrix[number, list(equation.parts)] = 1
        matrix[number, equation.whole] = -1
    bounds = [(0, None) if hidden[n] else (counts[n], counts[n]) for n in range(len(counts))]
    goal = np.eye(len(counts))[cell]
    ends = [linprog(sign * goal, A_eq=matrix, b_eq=np.zeros(len(equations)), bounds=bounds) for sign in (1, -1)]
    assert {end.status for end in ends} <= {0, 3}
    low, high = (sign * end.fun if end.status == 0 else sign * -np.inf for sign, end in zip((1, -1), ends, strict=True))
    return float(low), float(high)


tables = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(st.integers(0, 12), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda cells: np.array(cells, dtype=np.int64).reshape(shape)
    )
)


@settings(max_examples=40, deadline=None)
@given(tables, st.integers(2, 6))
def test_small_cells_are_hidden_and_cannot_be_worked_out(inner: Counts, k: int) -> None:
    counts, equations = with_totals(inner)
    hidden = suppress(counts, equations, k)
    small = np.flatnonzero((counts > 0) & (counts < k))
    assert hidden[small].all()
    for cell in small:
        low, high = attack(counts, equations, hidden, int(cell))
        assert high - low >= k - 1 - 1e-6, (inner, low, high)


@pytest.mark.parametrize("size", [3, 8])
def test_nothing_is_hidden_where_nothing_is_small(size: int) -> None:
    counts, equations = with_totals(np.full((size, size), 10, dtype=np.int64))
    assert not suppress(counts, equations, 5).any()


def test_one_small_cell_takes_three_more_with_it() -> None:
    inner = np.full((4, 4), 20, dtype=np.int64)
    inner[1, 2] = 3
    counts, equations = with_totals(inner)
    hidden = suppress(counts, equations, 5).reshape(5, 5)
    assert hidden[1, 2]
    assert hidden.sum() == 4
    assert all(hidden[n].sum() in (0, 2) and hidden[:, n].sum() in (0, 2) for n in range(5))


def test_exact_values_of_a_hidden_pair_cannot_be_enumerated() -> None:
    inner = np.array([[2, 9, 30], [8, 3, 40], [50, 60, 70]], dtype=np.int64)
    counts, equations = with_totals(inner)
    hidden = suppress(counts, equations, 5)
    unknown = np.flatnonzero(hidden)
    fitting = set()
    for guess in itertools.product(range(14), repeat=len(unknown)):
        table = counts.copy()
        table[unknown] = guess
        if all(table[list(e.parts)].sum() == table[e.whole] for e in equations):
            fitting.add(guess)
    for position in range(len(unknown)):
        assert len({guess[position] for guess in fitting}) >= 5


@pytest.mark.parametrize(
    ("counts", "k", "message"),
    [([1, 2, 4], 3, "do not add up"), ([-1, 2, 1], 3, "not negative"), ([1, 2, 3], 1, "2 or more")],
)
def test_wrong_tables_are_refused(counts: list[int], k: int, message: str) -> None:
    with pytest.raises(SuppressionError, match=message):
        suppress(np.array(counts, dtype=np.int64), [Equation((0, 1), 2)], k)
