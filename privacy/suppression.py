"""k-anonymous tables of counts: small cells hidden, and more with them, so that no total gives one away.

Cells are all published numbers, totals included. An equation says that some cells add up to another. Hidden are
first the cells with a count from 1 to k - 1 (primary suppression); then, until everyone of them is safe, the
smallest other cell of an equation through which it could be worked out (complementary suppression).
A cell is safe when the numbers it may be, given everything published and that counts are not negative, span at
least k - 1: Fischetti and Salazar-González, "Models and algorithms for optimizing cell suppression in tabular data
with linear constraints", JASA 95 (2000), section 2, with the attacker's intervals found by linear programming.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

from schemas.errors import HubError

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
SLACK = 1e-6


class SuppressionError(HubError):
    """A table that cannot be made k-anonymous as asked."""


@dataclass(frozen=True)
class Equation:
    """The cells ``parts`` add up to the cell ``whole``; all are positions in the vector of cells."""

    parts: tuple[int, ...]
    whole: int

    @property
    def cells(self) -> tuple[int, ...]:
        """All its cells."""
        return (*self.parts, self.whole)


@dataclass(frozen=True)
class Attacker:
    """What one knows who sees all that is not hidden: equations over the hidden cells, and counts from 0 up.

    Such a person also knows that cells with 0 are not hidden, unless some are.
    """

    unknown: Counts
    """Positions of the hidden cells."""
    system: Any
    """Sparse matrix; SciPy's types know dense ones only."""
    right: Floats
    bounds: tuple[float, float]

    @classmethod
    def of(cls, counts: Counts, equations: Sequence[Equation], hidden: Mask) -> Attacker:
        """The attacker of a table."""
        unknown = np.flatnonzero(hidden)
        place = {int(cell): n for n, cell in enumerate(unknown)}
        system, right = _system(counts, equations, hidden, place)
        return cls(unknown, system, right, (min(counts[unknown].min(initial=1), 1), 2 * counts.sum() + 100))

    def extremes(self, goal: Floats) -> tuple[Floats, Floats]:
        """Two tables that fit all that is known: one where the goal is least, one where it is greatest."""
        return self._solve(goal), self._solve(-goal)

    def _solve(self, goal: Floats) -> Floats:
        found = linprog(goal, A_eq=self.system, b_eq=self.right, bounds=self.bounds, method="highs")
        if found.x is None:
            raise SuppressionError(f"the table cannot be proved safe, so it is not released: {found.message}")
        return found.x

    def exposed(self, wanted: Mask, width: float) -> list[int]:
        """Wanted cells whose possible values span less than ``width``.

        Random goals over all cells in doubt prove most of them safe at once; the rest are solved for one by one.
        """
        doubtful = wanted[self.unknown].copy()
        low, high = np.full(len(doubtful), np.inf), np.full(len(doubtful), -np.inf)
        rng, before = np.random.default_rng(0), -1
        while doubtful.any() and before != doubtful.sum():
            before = int(doubtful.sum())
            for end in self.extremes(np.where(doubtful, rng.choice([-1.0, 1.0], len(doubtful)), 0.0)):
                low, high = np.minimum(low, end), np.maximum(high, end)
            doubtful &= high - low < width - SLACK
        return [int(self.unknown[n]) for n in np.flatnonzero(doubtful) if self._width(int(n)) < width - SLACK]

    def _width(self, place: int) -> float:
        ends = self.extremes(np.eye(1, len(self.unknown), place)[0])
        return float(ends[1][place] - ends[0][place])


def suppress(counts: Counts, equations: Sequence[Equation], k: int) -> Mask:
    """Which cells to hide. ``counts``: whole numbers from 0; they fulfil the equations. SuppressionError otherwise."""
    _check(counts, equations, k)
    hidden = (counts > 0) & (counts < k)
    through, in_doubt = _equations_of(len(counts), equations), hidden.copy()
    while True:
        _hide_lonely(counts, equations, hidden)
        exposed = Attacker.of(counts, equations, hidden).exposed(in_doubt, k - 1)
        if not exposed:
            return hidden
        in_doubt[:] = False
        in_doubt[exposed] = True
        if not sum(_hide_another(counts, through[cell], hidden) for cell in exposed):
            _hide_another(counts, equations, hidden)


def _system(
    counts: Counts, equations: Sequence[Equation], hidden: Mask, place: dict[int, int]
) -> tuple[csr_array, Floats]:
    """Matrix and right side of the equations over the hidden cells; what is published goes to the right."""
    rows, columns, signs, right = [], [], [], []
    open_equations = [equation for equation in equations if any(hidden[cell] for cell in equation.cells)]
    for number, equation in enumerate(open_equations):
        for cell in equation.cells:
            if hidden[cell]:
                rows.append(number)
                columns.append(place[cell])
                signs.append(-1.0 if cell == equation.whole else 1.0)
        known = sum(int(counts[cell]) for cell in equation.parts if not hidden[cell])
        right.append((0 if hidden[equation.whole] else int(counts[equation.whole])) - known)
    shape = (len(open_equations), len(place))
    return csr_array((np.array(signs), (rows, columns)), shape=shape), np.array(right, dtype=float)


def _hide_lonely(counts: Counts, equations: Sequence[Equation], hidden: Mask) -> None:
    """No equation keeps exactly one hidden cell, whose value would follow from the others."""
    again = True
    while again:
        again = False
        for equation in equations:
            if sum(hidden[cell] for cell in equation.cells) == 1:
                again = _hide_another(counts, [equation], hidden) or again


def _hide_another(counts: Counts, equations: Sequence[Equation], hidden: Mask) -> bool:
    """Hides the smallest visible cell above 0 of the equations, a 0 if there is nothing else; says whether it could."""
    visible = sorted({cell for equation in equations for cell in equation.cells if not hidden[cell]})
    if not visible:
        return False
    hidden[min(visible, key=lambda cell: (counts[cell] == 0, counts[cell], cell))] = True
    return True


def _equations_of(n_cells: int, equations: Sequence[Equation]) -> list[list[Equation]]:
    through: list[list[Equation]] = [[] for _ in range(n_cells)]
    for equation in equations:
        for cell in equation.cells:
            through[cell].append(equation)
    return through


def _check(counts: Counts, equations: Sequence[Equation], k: int) -> None:
    if k < 2:
        raise SuppressionError(f"k is 2 or more, not {k}")
    if len(counts) and counts.min() < 0:
        raise SuppressionError("counts are not negative")
    for equation in equations:
        if counts[list(equation.parts)].sum() != counts[equation.whole]:
            raise SuppressionError(f"the cells {equation.parts} do not add up to cell {equation.whole}")
