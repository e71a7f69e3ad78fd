"""Pulls a contract's window whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.sources import pull

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 2)
Pull = Callable[..., pa.Table]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The hub's home, with a drop folder."""
    (tmp_path / "demo" / "drop").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def drop(home: Path) -> Path:
    """Where departments leave files."""
    return home / "demo" / "drop"


@pytest.fixture
def pulled(home: Path) -> Pull:
    """Pulls the local days ``first`` to ``last`` as one table."""

    def run(contract: FeedContract, first: date = FIRST, last: date = LAST, **settings: Any) -> pa.Table:
        given = Settings(home=home, **settings)
        batches = list(pull(contract, Window.of_days(first, last, contract.timezone), given))
        assert all(0 < batch.num_rows <= given.batch_rows for batch in batches)
        tables = [pa.Table.from_batches([batch]) for batch in batches]
        return (
            pa.concat_tables(tables, promote_options="default")
            if batches
            else pa.table({"_row": pa.array([], pa.int64())})
        )

    return run
