"""Compilation of numeric functions to machine code, cached beside the source, free of the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Numba's ``njit`` with its cache on, typed as the function itself."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))
