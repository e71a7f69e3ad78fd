"""Whether the API can do its work: the lake opens with its access log, the disk has room, the tokens are private."""

from __future__ import annotations

import threading
import time

import duckdb

from schemas.errors import HubError
from schemas.settings import Settings
from superbrain.api.tokens import TokenStore
from warehouse.connection import require_free_disk
from warehouse.lake import open_lake

KEPT_SECONDS = 10.0
"""How long a finding stands, so that asking costs nothing."""


class Health:
    """``ok`` or ``degraded``; no more is told without a token."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._found, self._found_at = False, -KEPT_SECONDS

    def is_ok(self) -> bool:
        """As examined at most ten seconds ago."""
        with self._lock:
            if time.monotonic() - self._found_at >= KEPT_SECONDS:
                self._found, self._found_at = self._examine(), time.monotonic()
            return self._found

    def _examine(self) -> bool:
        try:
            TokenStore(self._settings).tokens()
            require_free_disk(self._settings)
            with open_lake(self._settings) as conn:
                conn.execute("select seq from audit.access_log limit 0")
        except (HubError, duckdb.Error, OSError):
            return False
        return True
