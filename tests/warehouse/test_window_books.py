"""One row a record, books that always balance: the rules one by one, then random deliveries against a model."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from schemas.contract import FeedContract
from schemas.settings import Settings
from tests.warehouse.conftest import new_feed_id
from tests.warehouse.samples import Row, days, publish_rows, sample_contract
from warehouse.lake import open_lake
from warehouse.load import load_window
from warehouse.record import RunError

Books = dict[str, tuple[int, int, int, int, int]]


def books(feed: FeedContract, settings: Settings) -> tuple[Books, dict[str, int]]:
    """(pulled, accepted, quarantined, duplicate, superseded) by first day, and silver's version by record."""
    with open_lake(settings) as conn:
        runs = conn.execute(
            "select run_id, n_pulled, n_accepted, n_quarantined, n_duplicate, n_superseded from ops.run where feed = ?",
            [feed.id],
        ).fetchall()
        silver = conn.execute(f"select record_id, version from silver.{feed.id}").fetchall()
    assert len(silver) == len({record_id for record_id, _ in silver}) == sum(run[2] for run in runs)
    return {run[0].removeprefix(f"{feed.id}:2026-01-"): run[1:] for run in runs}, dict(silver)


def test_the_last_received_of_a_record_wins(feed: FeedContract, lake: Settings) -> None:
    late = datetime(2026, 1, 2, tzinfo=UTC)
    rows = [Row("a", 1), Row("a", 3, received_at=late), Row("a", 2), Row("b", 1), Row("b", 2)]
    publish_rows(feed, days(1), rows, lake)
    assert books(feed, lake) == ({"01:2026-01-01": (5, 2, 0, 3, 0)}, {"a": 3, "b": 2})


def test_the_same_row_again_is_a_duplicate(feed: FeedContract, lake: Settings) -> None:
    publish_rows(feed, days(1), [Row("a")], lake)
    publish_rows(feed, days(2), [Row("a"), Row("b")], lake)
    assert books(feed, lake)[0] == {"01:2026-01-01": (1, 1, 0, 0, 0), "02:2026-01-02": (2, 1, 0, 1, 0)}


def test_a_changed_row_replaces_the_earlier_and_moves_its_books(feed: FeedContract, lake: Settings) -> None:
    publish_rows(feed, days(1), [Row("a"), Row("b")], lake)
    publish_rows(feed, days(2), [Row("a", 2)], lake)
    expected = {"01:2026-01-01": (2, 1, 0, 1, 1), "02:2026-01-02": (1, 1, 0, 0, 0)}
    assert books(feed, lake) == (expected, {"a": 2, "b": 1})
    publish_rows(feed, days(1), [Row("a"), Row("b")], lake)
    assert books(feed, lake) == (expected, {"a": 2, "b": 1})


def test_a_larger_window_replaces_the_smaller_ones(feed: FeedContract, lake: Settings) -> None:
    for day in (1, 2, 3):
        publish_rows(feed, days(day), [Row(str(day)), Row("bad", is_bad=True)], lake)
    publish_rows(feed, days(1, 3), [Row("1"), Row("2", 5)], lake)
    assert books(feed, lake) == ({"01:2026-01-03": (2, 2, 0, 0, 0)}, {"1": 1, "2": 5})


def test_a_window_that_cuts_a_loaded_one_is_refused(feed: FeedContract, lake: Settings) -> None:
    publish_rows(feed, days(1, 3), [Row("a")], lake)
    with pytest.raises(RunError, match="cuts a window"):
        publish_rows(feed, days(3, 4), [Row("b")], lake)


def test_a_run_widens_its_window_and_says_so(feed: FeedContract, lake: Settings) -> None:
    publish_rows(feed, days(1, 3), [Row("a")], lake)
    record = load_window(feed, days(3, 4), lake, lambda _contract, window, _settings: iter([]))
    assert record.is_widened
    assert record.run_id == f"{feed.id}:2026-01-01:2026-01-04"


DELIVERIES = st.lists(
    st.tuples(
        st.sampled_from([(1, 1), (2, 2), (3, 3), (1, 2), (2, 3), (1, 3)]),
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 2), st.booleans()), max_size=5),
    ),
    min_size=1,
    max_size=5,
)


@given(DELIVERIES)
@given_settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_deliveries_reconcile(
    lake: Settings, deliveries: list[tuple[tuple[int, int], list[tuple[str, int, bool]]]]
) -> None:
    """Against a model: per window the last version of each record; over windows, the latest changed one."""
    feed, model = sample_contract(new_feed_id()), Model()
    for (first, last), rows in deliveries:
        try:
            publish_rows(feed, days(first, last), [Row(*row) for row in rows], lake)
        except RunError:
            assert model.cuts(first, last)
            continue
        model.run(first, last, rows)
        runs, silver = books(feed, lake)
        assert {key: run[:4] for key, run in runs.items()} == model.books()
        assert silver == model.silver()


class Model:
    """The books in plain Python: by window, rows pulled and what each record became."""

    def __init__(self) -> None:
        self.accepted: dict[tuple[int, int], dict[str, int]] = {}
        self.pulled: dict[tuple[int, int], int] = {}
        self.bad: dict[tuple[int, int], int] = {}

    def cuts(self, first: int, last: int) -> bool:
        return any(f <= last and first <= e and not (first <= f and e <= last) for f, e in self.pulled)

    def run(self, first: int, last: int, rows: list[tuple[str, int, bool]]) -> None:
        for window in [w for w in self.pulled if first <= w[0] and w[1] <= last]:
            for book in (self.accepted, self.pulled, self.bad):
                book.pop(window)  # type: ignore[attr-defined]  # the three have different values
        latest = {record: (version, is_bad) for record, version, is_bad in rows}
        mine: dict[str, int] = {}
        for record, (version, is_bad) in latest.items():
            holder = next((w for w, held in self.accepted.items() if record in held), None)
            if is_bad or (holder and (holder > (first, last) or self.accepted[holder][record] == version)):
                continue
            if holder:
                del self.accepted[holder][record]
            mine[record] = version
        window = (first, last)
        self.accepted[window], self.pulled[window] = mine, len(rows)
        self.bad[window] = sum(is_bad for _, is_bad in latest.values())

    def books(self) -> dict[str, tuple[int, int, int, int]]:
        return {
            f"{w[0]:02}:2026-01-{w[1]:02}": (n, a := len(self.accepted[w]), b := self.bad[w], n - a - b)
            for w, n in self.pulled.items()
        }

    def silver(self) -> dict[str, int]:
        return {record: version for held in self.accepted.values() for record, version in held.items()}
