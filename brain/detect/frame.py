"""Detection on long-form series: what ``superbrain detect`` calls."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from brain.detect import default, ears, farrington
from brain.detect.design import Holidays
from brain.detect.errors import DetectionError
from brain.detect.judgement import Judgement
from brain.detect.panel import REPORTED, Panel, checked, panels

METHODS = ("default", "farrington", "ears_c1", "ears_c2", "ears_c3")
ALPHA = 0.01
_FIGURES = ("expected", "threshold", "p_value", "is_alarm")


def detect_frame(
    df: pd.DataFrame,
    freq: str,
    start: str | date | None = None,
    holidays: Holidays = None,
    method: str | None = None,
    alpha: float = ALPHA,
) -> pd.DataFrame:
    """Judges every step of every series from its own past alone.

    ``df`` has ``unique_id, ds, y``: counts by day (``freq`` D) or week (W). A step that is absent is missing, not zero:
    it is neither judged nor learned from. Rows from ``start`` on (all without it) come back in the input's order with
    ``observed, expected, threshold, p_value, is_alarm``; the figures are NaN, and there is no alarm, where the past is
    too short to judge. ``holidays``: a country code (CN, US …) or named days. ``method``: ``default``, ``farrington``,
    ``ears_c1``, ``ears_c2``, ``ears_c3``. ``alpha``: chance of a false alarm at each step. An optional column
    ``reported_share`` says how much of a step's cases has come in yet (1 or empty: all); the default method then
    expects so much less of that step, and learns nothing from it below nine tenths.
    Raises :class:`DetectionError` on input that cannot be judged.
    """
    chosen = method or METHODS[0]
    if chosen not in METHODS:
        raise DetectionError(f"there is no detection method '{chosen}'; choose one of {', '.join(METHODS)}")
    if not 0 < alpha < 0.5:
        raise DetectionError(f"alpha is {alpha}; it must lie between 0 and 0.5")
    table = checked(df, freq)
    if chosen != METHODS[0] and REPORTED in table.columns:
        raise DetectionError(f"method '{chosen}' cannot use the column {REPORTED}; drop it, or use the default method")
    since = _start_day(start, table)
    kept = table["ds"].to_numpy() >= since
    found = {name: np.full(len(table), False if name == "is_alarm" else np.nan) for name in _FIGURES}
    for panel in panels(table, freq, table["unique_id"].isin(table.loc[kept, "unique_id"].unique()).to_numpy()):
        judgement = _judge(panel, freq, since, chosen, alpha, holidays)
        for name in _FIGURES:
            found[name][panel.rows] = getattr(judgement, name)[panel.series, panel.steps]
    return (
        table[["unique_id", "ds", "y"]].rename(columns={"y": "observed"}).assign(**found)[kept].reset_index(drop=True)
    )


def _start_day(start: str | date | None, table: pd.DataFrame) -> np.datetime64:
    if start is None:
        return np.datetime64(table["ds"].min(), "D")
    try:
        day = pd.Timestamp(start)
    except ValueError:
        raise DetectionError(f"start is '{start}'; give a date such as 2026-01-31") from None
    if day > table["ds"].max():
        raise DetectionError(
            f"start is {day.date()}, after the last step {table['ds'].max().date()}; choose an earlier one"
        )
    return np.datetime64(day, "D")


def _judge(panel: Panel, freq: str, since: np.datetime64, method: str, alpha: float, holidays: Holidays) -> Judgement:
    first = int(np.searchsorted(panel.days, since))
    if method == "farrington":
        return farrington.judge(panel.counts, freq, first, alpha)
    if method != METHODS[0]:
        return ears.judge(panel.counts, method, alpha)
    return default.judge(panel.counts, panel.days, freq, first, alpha, holidays, panel.reported)
