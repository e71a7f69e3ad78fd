"""Mistakes in definition files: each names its file, line, field and the allowed values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from schemas.errors import HubError


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake, or one warning, in a definition file. ``line`` counts from 1."""

    path: Path
    line: int
    field: str
    message: str
    allowed: tuple[str, ...] = ()
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        choices = f" (allowed: {', '.join(self.allowed)})" if self.allowed else ""
        return f"{self.path.name}:{self.line}: {self.field}: {self.message}{choices}"


class DefinitionError(HubError):
    """A definition file is wrong; ``problems`` holds every mistake that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("; ".join(str(problem) for problem in self.problems))


class ContractError(DefinitionError):
    """A contract is wrong; nothing is run from it."""


class CityError(DefinitionError):
    """A city profile, or the topic tree, is wrong."""
