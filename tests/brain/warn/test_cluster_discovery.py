"""False discoveries are controlled over a day's clusters: one hypothesis a topic, Benjamini and Hochberg's figure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from brain.detect.fdr import q_values
from brain.warn.read import with_q_values


def rows(*found: tuple[str, float]) -> list[tuple[Any, ...]]:
    """Rows of ``clusters.sql`` for pairs of topic and p-value."""
    return [(f"c{n}", topic, None, [f"a{n}"], 3, 9.0, 1.0, p_value) for n, (topic, p_value) in enumerate(found)]


def test_one_cluster_is_weighed_by_all_topics_scanned() -> None:
    assert [c.q_value for c in with_q_values(rows(("water", 0.001)), 40)] == [pytest.approx(0.04)]
    assert [c.q_value for c in with_q_values(rows(("water", 0.002)), 40)] == [pytest.approx(0.08)]


def test_the_best_clusters_have_the_figures_of_their_ranks() -> None:
    p_values = [0.0001, 0.004, 0.0009, 0.008]
    found = [c.q_value for c in with_q_values(rows(*((f"t{n}", p) for n, p in enumerate(p_values))), 40)]
    exact = q_values(np.array([*p_values, *[1.0] * 36]))[:4]
    assert found == pytest.approx([0.004, 0.004 * 40 / 3, 0.0009 * 40 / 2, 0.008 * 40 / 4])
    assert (np.array(found) >= exact - 1e-12).all()


def test_a_topic_s_further_clusters_do_not_help_others() -> None:
    alone = with_q_values(rows(("water", 0.0001), ("heat", 0.002)), 40)
    beside = with_q_values(rows(("water", 0.0001), ("water", 0.0002), ("water", 0.0003), ("heat", 0.002)), 40)
    assert [c.q_value for c in beside if c.topic_id == "heat"] == [c.q_value for c in alone if c.topic_id == "heat"]
    assert [c.q_value for c in beside if c.topic_id == "water"] == pytest.approx([0.004, 0.008, 0.012])
