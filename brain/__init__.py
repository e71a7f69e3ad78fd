"""The analytics: forecast, detect, scan, warn, match."""

from pathlib import Path

from schemas.machine_code import drop_stale_code

drop_stale_code(Path(__file__).parent)
