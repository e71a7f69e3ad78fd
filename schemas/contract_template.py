"""The contract that ``superbrain feed new`` writes: whole in form, to be filled in."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.errors import HubError
from schemas.odcs import NAME_PATTERN

_TEMPLATE = Path(__file__).parent / "templates" / "contract.yaml"


class FeedNameError(HubError):
    """A feed id that cannot name a table."""


def new_contract_text(feed_id: str) -> str:
    """YAML of a new contract for ``feed_id``, with one column of each kind; it passes the check once it is filled in.

    Raises :class:`FeedNameError` where the id is not lower case letters, digits and underscores.
    """
    if not re.match(NAME_PATTERN, feed_id):
        raise FeedNameError(f"feed id '{feed_id}': use lower-case letters, digits and underscores, a letter first")
    return _TEMPLATE.read_text(encoding="utf-8").replace("FEED_ID", feed_id)
