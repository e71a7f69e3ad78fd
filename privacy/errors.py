"""Errors of masking."""

from __future__ import annotations

from schemas.errors import HubError


class MaskingError(HubError):
    """A batch could not be masked; it fails closed, and nothing of it may be stored."""
