"""Shapes a table given as columns of texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from schemas.contract import FeedContract
from schemas.settings import Settings
from warehouse.shape import Shaped, shape_batch, shape_context
from warehouse.sources.records import with_origin

Shape = Callable[..., Shaped]
SETTINGS = Settings(today=date(2026, 3, 1))


@pytest.fixture(scope="session")
def shape() -> Shape:
    """Shapes ``data`` by a contract; the clock stands at the end of 1 March 2026."""

    def run(contract: FeedContract, data: dict[str, list[Any] | pa.Array]) -> Shaped:
        columns = {name: values if isinstance(values, pa.Array) else pa.array(values) for name, values in data.items()}
        raw = with_origin(columns, "delivery.csv", 0, len(next(iter(columns.values()))))
        return shape_batch(raw, contract, shape_context(contract, SETTINGS))

    return run
