"""Daily count series of the hub as dense matrices, and the seasons that they run through."""

from brain.series.matrix import SeriesMatrix, load_series
from brain.series.seasons import season_days

__all__ = ["SeriesMatrix", "load_series", "season_days"]
