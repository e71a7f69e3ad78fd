"""The root of every error that the hub raises on purpose."""

from __future__ import annotations


class HubError(Exception):
    """Something went wrong that a person can mend; the message is one clear sentence."""
