"""Reasons that people give for governed acts: long enough to mean something, masked before they are kept."""

from __future__ import annotations

import os
import pwd

from privacy.engine import default_engine
from schemas.errors import HubError

MIN_CHARACTERS = 10


class ReasonError(HubError):
    """A governed act without a reason."""


def masked_reason(reason: str, act: str) -> str:
    """The reason as the ledger may hold it. :class:`ReasonError` if it is shorter than :data:`MIN_CHARACTERS`."""
    if len(reason.strip()) < MIN_CHARACTERS:
        raise ReasonError(f"{act} needs a reason of at least {MIN_CHARACTERS} characters")
    return masked_text(reason.strip())


def masked_text(text: str) -> str:
    """What a person wrote, as the ledger may hold it."""
    masked, _ = default_engine().mask_texts([text])
    return str(masked[0])


def account() -> str:
    """The operating system's account that acts, whatever name the person gives."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
