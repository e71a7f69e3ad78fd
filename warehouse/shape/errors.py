"""What can be wrong with a delivery's form."""

from __future__ import annotations

from schemas.errors import HubError


class ShapeError(HubError):
    """A delivery whose columns are not those of the contract; no row of it can be used."""

    is_retryable = False
