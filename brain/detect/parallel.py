"""Splits work over series between the processor's cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

CHUNK = 512


def over_series(work: Callable[[slice], None], n_series: int, chunk: int = CHUNK) -> None:
    """Calls ``work`` with slices covering ``range(n_series)``, in threads: for code that releases the lock."""
    slices = [slice(start, min(start + chunk, n_series)) for start in range(0, n_series, chunk)]
    with ThreadPoolExecutor(min(len(os.sched_getaffinity(0)), max(len(slices), 1))) as pool:
        list(pool.map(work, slices))
