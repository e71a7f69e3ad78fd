"""Leading indicators: topics whose exceedances precede those of others in the same areas. Precedence, never cause.

For every ordered pair of leaf topics and lag, the onsets of one that fell so many days after an onset of the other in
the same area are counted. What is expected is the larger of the count under independence and the mean count over lags
from minus to plus four weeks, so that topics that merely come in the same season or on the same days do not pass.
Poisson tail probabilities, false-discovery control over all pairs and lags (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
LAGS = range(1, 15)
SPAN = 28
QUIET_DAYS = 3
MAX_P = 0.01
MAX_Q = 0.05
LEAST_PAIRS = 5
LEVELS = ("district", "street")
_SQL = Path(__file__).parent / "sql" / "lead_days.sql"


def write_leads(conn: duckdb.DuckDBPyConnection, city_id: str, day: date, through: date) -> None:
    """Replace the city's leading indicators; call within a transaction."""
    conn.execute("delete from brain.lead_indicator where city_id = ?", [city_id])
    for level in LEVELS:
        for name, value in {"city_id": city_id, "level": level, "through": through, "max_p": MAX_P}.items():
            conn.execute(f"set variable {name} = ?", [value])
        exceedances = conn.execute(_SQL.read_text()).to_arrow_table().to_pandas()
        if len(exceedances):
            found = leads(exceedances).assign(city_id=city_id, level=level, measured_on=day)
            conn.register("found", pa.Table.from_pandas(found, preserve_index=False))
            conn.execute("insert into brain.lead_indicator by name select * from found")
            conn.unregister("found")


def leads(exceedances: pd.DataFrame) -> pd.DataFrame:
    """Pairs that pass: leading and following topic, lag, number and expected number of pairs, strength, p and q.

    ``exceedances``: area_id, topic_id, day. Strength is the ratio of observed to expected.
    """
    topics, onset = onsets(exceedances)
    lags = np.arange(-SPAN, SPAN + 1)
    counts = np.stack([pair_counts(onset, int(lag)) for lag in lags])
    alone = np.einsum("aft,agt->fg", onset, np.repeat(onset.sum(axis=2, keepdims=True), onset.shape[2], axis=2))
    expected = np.maximum(alone / onset.shape[2], counts.mean(axis=0))
    observed = counts[SPAN + np.array(LAGS)]
    p_value = stats.poisson.sf(observed - 1, np.maximum(expected, 1e-9))
    np.einsum("lff->lf", p_value)[:] = 1.0
    q_value = stats.false_discovery_control(p_value.ravel()).reshape(p_value.shape)
    lag, lead, follow = np.nonzero((q_value <= MAX_Q) & (observed >= LEAST_PAIRS))
    return pd.DataFrame(
        {
            "leading_topic_id": topics[lead],
            "following_topic_id": topics[follow],
            "lag_days": np.array(LAGS)[lag],
            "n_pairs": observed[lag, lead, follow].astype(np.int64),
            "expected_pairs": expected[lead, follow],
            "strength": observed[lag, lead, follow] / np.maximum(expected[lead, follow], 1e-9),
            "p_value": p_value[lag, lead, follow],
            "q_value": q_value[lag, lead, follow],
        }
    )


def onsets(exceedances: pd.DataFrame) -> tuple[NDArray[np.object_], Floats]:
    """Topics, and 1 where an exceedance follows at least ``QUIET_DAYS`` without one ``[areas, topics, days]``."""
    areas, _ = pd.factorize(exceedances["area_id"])
    codes, topics = pd.factorize(exceedances["topic_id"], sort=True)
    stamps = pd.to_datetime(exceedances["day"]).to_numpy().astype("datetime64[D]")
    days = (stamps - stamps.min()).astype(int)
    raised = np.zeros((areas.max() + 1, len(topics), days.max() + 1))
    raised[areas, codes, days] = 1
    recent = sum(np.pad(raised, ((0, 0), (0, 0), (k, 0)))[:, :, : raised.shape[2]] for k in range(1, QUIET_DAYS + 1))
    return np.asarray(topics, dtype=object), np.asarray(raised * (recent == 0))


def pair_counts(onset: Floats, lag: int) -> Floats:
    """Number of (area, day) with an onset of topic f on the day and of topic g ``lag`` days later ``[f, g]``."""
    n_days = onset.shape[2] - abs(lag)
    if n_days <= 0:
        return np.zeros((onset.shape[1],) * 2)
    first, second = onset[:, :, max(0, -lag) :][:, :, :n_days], onset[:, :, max(0, lag) :][:, :, :n_days]
    return np.asarray(np.einsum("aft,agt->fg", first, second, optimize=True))
