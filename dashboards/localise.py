"""Bilingual sources to one language: every ``{en, zh}`` becomes its text, every ``@lang`` the language's code."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID, uuid5

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_NAMESPACE = UUID("6f0c3c52-8f57-4c1e-9d1c-8a5b1e6f2d10")


def localise(node: Any, language: Language) -> Any:
    """The tree in one language. A mapping whose keys are exactly ``en`` and ``zh`` is a text in both."""
    if isinstance(node, dict):
        if set(node) == set(LANGUAGES):
            return node[language]
        return {localise(key, language): localise(value, language) for key, value in node.items()}
    if isinstance(node, list):
        return [localise(item, language) for item in node]
    return node.replace("@lang", language) if isinstance(node, str) else node


def asset_id(kind: str, name: str, language: str = "") -> str:
    """The lasting identifier of an asset: provisioning again finds and replaces it."""
    return str(uuid5(_NAMESPACE, f"{kind}/{name}/{language}"))
