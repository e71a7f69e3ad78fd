"""A topic that is counted is not judged as a measure too: warnings know a series by its area and topic alone."""

from __future__ import annotations

from datetime import date, timedelta

from brain.detect.measures_read import read_measures
from schemas.settings import Settings
from tests.brain.conftest import OUTBREAK, TODAY
from warehouse.lake import open_lake, transaction

MEASURED = "insert into gold.measure_daily select 'XS', 'city', 'XS', ?, unnest(?), 5.0, 5.0, 1, 'ug/m3'"
DAYS: list[date] = [TODAY - timedelta(days=n) for n in range(1, 20)]


def test_what_is_counted_is_no_measure(judged_city: Settings) -> None:
    with open_lake(judged_city, write=True) as conn, transaction(conn, "measures"):
        conn.execute("insert into ref.topic values ('air.pm25', 'air', 'Fine dust', '细颗粒物', 'dept', true)")
        for topic in (OUTBREAK[1], "air.pm25"):
            conn.execute(MEASURED, [topic, DAYS])
        keys, days, values = read_measures(conn, "XS", ["city"], DAYS[-1], DAYS[0])
        conn.execute("delete from gold.measure_daily")
        conn.execute("delete from ref.topic where topic_id = 'air.pm25'")
    assert keys["topic_id"].to_pylist() == ["air.pm25"]
    assert values.shape == (1, len(days)) == (1, len(DAYS))
