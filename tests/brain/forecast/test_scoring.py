"""Every forecast is scored once its day has come, at every horizon, and a late feed's when its counts are there."""

from __future__ import annotations

from datetime import timedelta

from brain.forecast.scoring import score_forecasts
from brain.forecast.step import HORIZON, LEVELS
from brain.series import load_series
from schemas.settings import Settings
from warehouse.lake import open_lake, transaction

_DUE = "select count(*) from brain.forecast where target_day < ?"
_SCORED = "select count(*), count(distinct (area_id, topic_id, made_on, target_day)) from brain.forecast_score"


def test_all_that_is_due_is_scored_once_at_every_horizon(judged_city: Settings) -> None:
    with open_lake(judged_city) as conn:
        due = conn.execute(_DUE, [judged_city.today]).fetchall()[0][0]
        scored = conn.execute(_SCORED).fetchall()[0]
        horizons = conn.execute("select list(distinct horizon order by horizon) from brain.forecast_score").fetchall()
    assert due == scored[0] == scored[1]
    assert horizons[0][0] == list(range(1, HORIZON + 1))


def test_what_was_late_is_scored_later(own_city: Settings) -> None:
    assert own_city.today is not None
    late = "delete from brain.forecast_score where topic_id = 'water.burst' and target_day > ?"
    with open_lake(own_city, write=True) as conn, transaction(conn):
        before = conn.execute("select * from brain.forecast_score order by all").fetchall()
        conn.execute(late, [own_city.today - timedelta(days=9)])
        assert conn.execute(_SCORED).fetchall()[0][0] < len(before)
        matrix = load_series(conn, "XS", LEVELS, None, own_city.today - timedelta(days=1))
        score_forecasts(conn, matrix)
        after = conn.execute("select * from brain.forecast_score order by all").fetchall()
    assert [row[:8] for row in after] == [row[:8] for row in before]
