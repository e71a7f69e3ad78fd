"""What is asked of a connector: a feed, a window, and the settings; places and names worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import pyarrow as pa

from schemas.contract import FeedContract, Source
from schemas.settings import Settings
from schemas.window import Window


@dataclass(frozen=True)
class Request:
    """One pull."""

    contract: FeedContract
    window: Window
    settings: Settings

    @property
    def source(self) -> Source:
        """How the department delivers."""
        return self.contract.source

    @property
    def zone(self) -> ZoneInfo:
        """The contract's zone."""
        return ZoneInfo(self.contract.timezone)

    @property
    def days(self) -> list[date]:
        """The local days of the window."""
        return self.window.days(self.contract.timezone)

    @property
    def is_daily(self) -> bool:
        """Whether there is a delivery for each day."""
        return "{dd}" in self.source.location

    @property
    def is_cut_by_source(self) -> bool:
        """Whether the department's system is asked for the window's rows alone."""
        texts = (self.source.query or "", *self.source.params.values())
        asked = any(name in text for text in texts for name in ("window_start", "first_day"))
        return asked or self.source.connector in ("open311", "socrata")

    @property
    def locations(self) -> list[str]:
        """The places of the window's deliveries: one a day, month or year where the location names those, else one."""
        return list(dict.fromkeys(self.location(day) for day in self.days))

    def location(self, day: date | None = None) -> str:
        """The place of the delivery (of ``day``), with the settings filled in."""
        settings = self.settings
        text = self.source.location
        for name, value in {
            "drop_dir": settings.drop_dir,
            "shared_feeds_dir": settings.shared_feeds_dir,
            "home": settings.home,
            "demo_port": settings.demo_port,
            "open_data_url": settings.open_data_url,
        }.items():
            text = text.replace("{" + name + "}", str(value))
        if day is not None:
            for name, number in {"yyyy": f"{day.year:04}", "mm": f"{day.month:02}", "dd": f"{day.day:02}"}.items():
                text = text.replace("{" + name + "}", number)
        return text


Connector = Callable[[Request], Iterator[pa.RecordBatch]]
"""Yields raw batches: the department's columns, ``_delivery`` and ``_row``."""
