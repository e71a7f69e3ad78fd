"""The kinds of personal data that a contract may name.

The recognizers live in ``privacy``; this list sits at the bottom so that a contract
can be checked without loading an engine.
"""

from __future__ import annotations

from enum import StrEnum


class Entity(StrEnum):
    """A kind of personal data; the value is the name in contracts, findings and placeholders."""

    PERSON = "PERSON"
    PHONE = "PHONE"
    LANDLINE = "LANDLINE"
    ID_CARD = "ID_CARD"
    EMAIL = "EMAIL"
    BANK_CARD = "BANK_CARD"
    PASSPORT = "PASSPORT"
    HK_MO_TW_PERMIT = "HK_MO_TW_PERMIT"
    PLATE = "PLATE"
    WECHAT = "WECHAT"
    QQ = "QQ"
    SOCIAL_SECURITY = "SOCIAL_SECURITY"
    MEDICAL_INSURANCE = "MEDICAL_INSURANCE"
    US_SSN = "US_SSN"
    DRIVER_LICENCE = "DRIVER_LICENCE"
    IP = "IP"
    BIRTH_DATE = "BIRTH_DATE"
    ADDRESS = "ADDRESS"
    FREE_TEXT = "FREE_TEXT"
