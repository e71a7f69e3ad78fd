"""The marts: what every feed's silver rows say together, by area, topic and day."""

from __future__ import annotations

from warehouse.marts.build import MartError, build_marts

__all__ = ["MartError", "build_marts"]
