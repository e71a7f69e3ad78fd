"""The demand that several topics make on one resource, added up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def added(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """One row for each value of ``by``, with the columns ``mean`` and ``q0…`` of its topics together.

    Means add; the distances of quantiles from the mean add in quadrature, as they do for independent topics of normal
    spread. Topics that rise together (a storm) spread wider than this says.
    """
    quantiles = [name for name in rows.columns if name.startswith("q0")]
    gap = rows[quantiles].sub(rows["mean"], axis=0)
    summed = rows[[*by, "mean"]].join(gap * gap.abs()).groupby(list(by), dropna=False, sort=True)
    made = summed[["mean", *quantiles]].sum().reset_index()
    squares = made[quantiles].to_numpy(dtype=float)
    centre = made[["mean"]].to_numpy(dtype=float)
    made[quantiles] = np.maximum(centre + np.sign(squares) * np.sqrt(np.abs(squares)), 0)
    return made
