"""From the drop folder to silver: health follows the feed's promises, and nothing unmasked is stored."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from schemas.settings import Settings
from tests.warehouse.conftest import new_feed_id
from tests.warehouse.feed_file import drop_days, write_contract
from tests.warehouse.samples import DAY_ONE
from warehouse.health import feed_states, refresh_feed_health
from warehouse.lake import open_lake
from warehouse.run import RunError, run_feed, run_pending

N_DAYS = 3


@pytest.fixture
def city(lake: Settings, tmp_path: Path) -> tuple[str, Settings]:
    """A feed with three days in its drop folder, on the day after."""
    own = {"contracts_dir": tmp_path / "feeds", "demo_drop_dir": tmp_path / "drop", "history_days": N_DAYS}
    settings = lake.model_copy(update={**own, "today": DAY_ONE + timedelta(days=N_DAYS)})
    name = new_feed_id()
    write_contract(settings, name)
    drop_days(settings, name, N_DAYS)
    return name, settings


def state_on(settings: Settings, feed: str, today: date) -> str:
    refresh_feed_health(settings.model_copy(update={"today": today}))
    return feed_states(settings)[feed]


def test_health_goes_from_late_to_fresh_to_late(city: tuple[str, Settings]) -> None:
    feed, settings = city
    today = DAY_ONE + timedelta(days=N_DAYS)
    assert state_on(settings, feed, today) == "late"
    counts = run_pending(feed, settings)
    assert counts["n_pulled"] == counts["n_accepted"] + counts["n_quarantined"] + counts["n_duplicate"] == 120
    assert state_on(settings, feed, today) == "fresh"
    assert state_on(settings, feed, today + timedelta(days=1)) == "fresh"
    assert state_on(settings, feed, today + timedelta(days=2)) == "late"


def test_a_missing_delivery_fails_the_feed_until_it_arrives(city: tuple[str, Settings]) -> None:
    feed, settings = city
    run_feed(feed, DAY_ONE, DAY_ONE + timedelta(days=N_DAYS - 1), settings)
    tomorrow = settings.model_copy(update={"today": DAY_ONE + timedelta(days=N_DAYS + 1)})
    with pytest.raises(RunError, match=r"2026-01-04\.csv has not arrived") as error:
        run_pending(feed, tomorrow)
    assert error.value.is_retryable
    assert refresh_feed_health(tomorrow)[0].state == "failed"
    drop_days(settings, feed, N_DAYS + 1)
    run_pending(feed, tomorrow)
    assert refresh_feed_health(tomorrow)[0].state == "fresh"


def test_no_unmasked_value_enters_the_lake(city: tuple[str, Settings]) -> None:
    feed, settings = city
    run_pending(feed, settings)
    with open_lake(settings) as conn:
        phones = conn.execute(f"select phone from silver.{feed}").fetchall()
        cells = conn.execute("select row_json from ops.quarantine where feed = ?", [feed]).fetchall()
        log = conn.execute("select distinct column_name, operator from audit.masking_log where feed = ?", [feed])
        assert ("phone", "pseudonymise") in log.fetchall()
    assert all(phone is not None and not phone.startswith("138") for (phone,) in phones)
    assert not any('"138' in text for (text,) in cells)
