"""Judgements as rows of ``brain.detection``."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from brain.detect.fdr import q_values
from brain.detect.judgement import Judgement

MEASURE_METHOD = "residual"
KEPT_LEVELS = ("city", "district", "street")
NO_ROWS = pa.schema(
    [
        ("city_id", pa.string()),
        ("level", pa.string()),
        ("area_id", pa.string()),
        ("topic_id", pa.string()),
        ("day", pa.date32()),
        ("observed", pa.float64()),
        ("expected", pa.float64()),
        ("threshold", pa.float64()),
        ("p_value", pa.float64()),
        ("q_value", pa.float64()),
        ("is_alarm", pa.bool_()),
        ("method", pa.string()),
    ]
).empty_table()


def detection_rows(
    city_id: str, keys: pa.Table, days: NDArray[np.datetime64], judgement: Judgement, method: str
) -> pa.Table:
    """Alarms of every level, and every judged day at street level and above.

    ``keys`` (``level, area_id, topic_id``) name the rows of ``judgement`` [series × ``days``]; the q-values of a day
    are taken over all its series.
    """
    p_value = judgement.p_value
    if p_value.size == 0:
        return NO_ROWS
    q_value = np.column_stack([q_values(day) for day in p_value.T])
    level = np.array(keys["level"].to_pylist())
    kept = ~np.isnan(p_value) & (judgement.is_alarm | np.isin(level, KEPT_LEVELS)[:, None])
    series, step = np.nonzero(kept)
    figures = {
        name: getattr(judgement, name)[series, step]
        for name in ("observed", "expected", "threshold", "p_value", "is_alarm")
    }
    columns = {
        **{name: keys[name].take(pa.array(series)) for name in ("level", "area_id", "topic_id")},
        **figures,
        "q_value": q_value[series, step],
        "day": pa.array(days[step].astype("datetime64[D]")),
        **{name: pa.repeat(value, len(series)) for name, value in (("city_id", city_id), ("method", method))},
    }
    return pa.table(columns).select(NO_ROWS.column_names).cast(NO_ROWS.schema)
