"""Forecasts of counts: mean and 23 quantiles for many series at once."""

from brain.forecast.errors import ForecastError
from brain.forecast.frame import forecast_frame

__all__ = ["ForecastError", "forecast_frame"]
