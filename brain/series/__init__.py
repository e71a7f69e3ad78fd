"""Daily count series of the hub as dense matrices."""

from brain.series.matrix import SeriesMatrix, load_series

__all__ = ["SeriesMatrix", "load_series"]
