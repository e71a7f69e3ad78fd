"""What can be wrong with a frame of series that someone wants forecast."""

from __future__ import annotations

from schemas.errors import HubError


class ForecastError(HubError):
    """The series cannot be forecast as given; the message names series, place and mend."""
