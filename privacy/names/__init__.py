"""Person names: surnames, the tagger, and rules that are cheap recall."""

from pathlib import Path

from schemas.machine_code import drop_stale_code

drop_stale_code(Path(__file__).parent.parent)
