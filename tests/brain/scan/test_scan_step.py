"""Clusters of the pipeline: what is said of a day does not depend on the day on which the run began."""

from __future__ import annotations

from datetime import timedelta

from brain.scan.step import cluster_rows
from brain.series import load_series
from schemas.settings import Settings
from warehouse.lake import open_lake


def test_a_days_clusters_are_the_same_wherever_the_run_began(judged_city: Settings) -> None:
    assert judged_city.today is not None
    last = judged_city.today - timedelta(days=1)
    with open_lake(judged_city) as conn:
        matrix = load_series(conn, "XS", ["street"], None, last)
        runs = [cluster_rows(conn, matrix, last - timedelta(days=back)).to_pylist() for back in (2, 9, 13)]
    late = [[row for row in run if row["day"] >= last - timedelta(days=2)] for run in runs]
    assert late[0], "the outbreak is a cluster"
    assert late[0] == late[1] == late[2]
