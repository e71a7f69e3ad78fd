"""The brain's steps as the pipeline calls them, in order: forecast, detect, warn, match."""

from __future__ import annotations

from brain.detect.step import detect_step
from brain.forecast.step import forecast_step
from brain.match.step import match_step
from brain.warn.step import warn_step

__all__ = ["detect_step", "forecast_step", "match_step", "warn_step"]
