"""The 23 quantile levels of the CDC forecast hubs, their column names, and calendar frequencies."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Freq = Literal["D", "W", "M"]
Array = NDArray[np.float64]

LEVELS: tuple[float, ...] = (0.01, 0.025, *(round(0.05 * k, 2) for k in range(1, 20)), 0.975, 0.99)
"""CDC FluSight and COVID-19 forecast hubs: 0.01, 0.025, 0.05 … 0.95, 0.975, 0.99."""

COLUMNS: tuple[str, ...] = tuple(f"q{level:g}" for level in LEVELS)
"""``q0.01`` … ``q0.99``, as in the hubs' tables."""

SEASON: dict[str, int] = {"D": 7, "W": 52, "M": 12}
"""Steps in the season that a seasonal naive forecast repeats."""

YEAR: dict[str, float] = {"D": 365.25, "W": 365.25 / 7, "M": 12.0}
"""Steps in a year."""
