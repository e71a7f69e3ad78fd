"""The brain's steps as the pipeline calls them, in order: forecast, detect, warn, match."""

from __future__ import annotations

from brain.forecast.step import forecast_step

__all__ = ["forecast_step"]
