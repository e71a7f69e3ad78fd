"""The warning policy as strict data; see ``schemas/city/warning_policy.yaml`` for what each number means."""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml
from pydantic import Field, ValidationError, field_validator

from schemas.contract import Strict
from schemas.errors import HubError
from schemas.settings import Settings

COLOURS = ("yellow", "orange", "red", "grey")


class PolicyError(HubError):
    """The warning policy or the modes file is not valid."""


class Sign(Strict):
    """Yellow."""

    max_q: float = Field(gt=0, le=1)
    max_cluster_q: float = Field(gt=0, le=1)
    min_excess: float = Field(ge=0)
    min_ratio: float = Field(ge=1)
    hazard_max_q: float = Field(gt=0, le=1)


class Tendency(Strict):
    """Orange."""

    sustained_days: int = Field(ge=1)
    sustained_window: int = Field(ge=1)
    sustained_p: float = Field(gt=0, le=1)
    spread_areas: int = Field(ge=1)
    spread_window: int = Field(ge=1)
    growth_window: int = Field(ge=4)
    growth_confidence: float = Field(gt=0.5, lt=1)
    growth_min_ratio: float = Field(ge=1)


class Trend(Strict):
    """Red."""

    horizon_days: int = Field(ge=1, le=28)
    probability: float = Field(gt=0, le=1)
    days_short: int = Field(ge=1)
    orange_clock_days: int = Field(ge=1)


class Stale(Strict):
    """Grey: the states of ``ops.feed_health`` that grey a feed."""

    states: tuple[str, ...]


class Hysteresis(Strict):
    """How long signals must be absent before a colour eases or a warning closes."""

    ease_after_days: int = Field(ge=1)
    close_after_days: int = Field(ge=1)
    release_p: float = Field(gt=0, le=1)


class Deduplication(Strict):
    """One warning for nested areas and linked topics."""

    child_share: float = Field(gt=0, le=1)
    linked_topics: tuple[tuple[str, ...], ...]


class Budget(Strict):
    """Warnings in seven days per recipient."""

    per_week: int = Field(ge=1)
    red_always_passes: bool


class Due(Strict):
    """Hours to the answer."""

    usual: float = Field(gt=0)
    hazard: float = Field(gt=0)


class WarningPolicy(Strict):
    """The whole policy; ``digest`` tells two texts of the same version apart."""

    version: str
    sign: Sign
    tendency: Tendency
    trend: Trend
    stale: Stale
    hysteresis: Hysteresis
    cool_down_days: int = Field(ge=0)
    deduplication: Deduplication
    budget: Budget
    due_hours: dict[str, Due]

    @field_validator("due_hours")
    @classmethod
    def _names_every_colour(cls, due: dict[str, Due]) -> dict[str, Due]:
        if set(due) != set(COLOURS):
            raise ValueError(f"give hours for each of {', '.join(COLOURS)}")
        return due

    @property
    def policy_version(self) -> str:
        """Version and the first eight hex digits of the content's SHA-256: ``1.0+3fa9c2d1``."""
        return f"{self.version}+{hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]}"


def load_warning_policy(settings: Settings, path: Path | None = None) -> WarningPolicy:
    """The policy at ``path`` or the city's own; PolicyError names file, field and problem."""
    chosen = path or settings.city_dir / "warning_policy.yaml"
    try:
        return WarningPolicy.model_validate(yaml.safe_load(chosen.read_text(encoding="utf-8")))
    except OSError as error:
        raise PolicyError(f"cannot read the warning policy {chosen}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise PolicyError(f"{chosen} is not valid YAML: {str(error).splitlines()[0]}") from error
    except ValidationError as error:
        raise PolicyError(f"{chosen}: {first_problem(error)}") from error


def first_problem(error: ValidationError) -> str:
    """The first problem of a failed validation as ``field: message``."""
    problem = error.errors()[0]
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
