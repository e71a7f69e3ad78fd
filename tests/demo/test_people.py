from __future__ import annotations

import numpy as np
import pytest

from demo.people import N_RESIDENTS, build_residents, known_values

WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
"""GB 11643-1999, 5.3."""


@pytest.fixture(scope="module")
def residents():  # type: ignore[no-untyped-def]  # pyarrow has no types
    return build_residents(3)


def _has_true_check(numbers: list[str]) -> np.ndarray:
    digits = np.array([[int(digit) for digit in number[:17]] for number in numbers])
    expected = np.array(list("10X98765432"))[(digits @ WEIGHTS) % 11]
    return np.asarray(expected == np.array([number[17] for number in numbers]))


def test_id_numbers_carry_a_true_check_character(residents) -> None:  # type: ignore[no-untyped-def]
    assert _has_true_check(residents["id_number"].to_pylist()).all()


def test_one_in_twelve_writes_the_number_wrong(residents) -> None:  # type: ignore[no-untyped-def]
    share = 1 - _has_true_check(residents["id_written"].to_pylist()).mean()
    assert 0.06 < share < 0.11


def test_names_are_many_and_of_several_kinds(residents) -> None:  # type: ignore[no-untyped-def]
    names = residents["name"].to_pylist()
    assert len(set(names)) > N_RESIDENTS / 2
    assert 0.02 < sum("·" in name for name in names) / len(names) < 0.04
    assert 0.05 < sum(len(name) == 2 for name in names) / len(names) < 0.2
    assert sum(name.startswith(("欧阳", "诸葛", "上官")) for name in names) > 100


def test_known_values_hold_no_short_names(residents) -> None:  # type: ignore[no-untyped-def]
    known = known_values(residents).to_pylist()
    assert min(len(row["value"]) for row in known if row["kind"] == "name") >= 3
    assert sum(row["is_canary"] for row in known) == 70
