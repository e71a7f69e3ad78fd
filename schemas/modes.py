"""Modes of operation and what resources can do; see ``schemas/city/modes.yaml``."""

from __future__ import annotations

import yaml
from pydantic import Field, ValidationError, field_validator

from schemas.contract import Strict
from schemas.settings import Settings
from schemas.warning_policy import PolicyError, first_problem


class Staffing(Strict):
    """Limits on moving crews."""

    max_moved_share: float = Field(ge=0, le=1)
    """Of an area's capacity that may leave it in a day."""
    min_cover: float = Field(ge=0, le=1)
    """Share of an area's own expected demand that must stay covered."""
    max_moves: int = Field(ge=0)
    max_distance_km: float = Field(gt=0)


class Mode(Strict):
    """One mode: cadence, thresholds, budgets, staffing, who is told."""

    en: str
    zh: str
    forecast_every_hours: int = Field(ge=1)
    """A day's forecasts are made again when they are this old and the brain runs."""
    max_q_factor: float = Field(gt=0)
    """Multiplies the false-discovery level of signs."""
    budget_factor: float = Field(gt=0)
    """Multiplies the policy's warnings a week per recipient."""
    max_days: int = Field(ge=1)
    """Longest time before a switch expires."""
    told: tuple[str, ...]
    """Levels whose responsible units are told beside the warning's own."""
    staffing: Staffing


class Resource(Strict):
    """A kind of resource: its names, what it serves, and the cost of moving one unit of capacity, in cases."""

    en: str = ""
    zh: str = ""
    topics: tuple[str, ...] = ()
    load_per_km: float = Field(ge=0)
    disruption: float = Field(ge=0)
    max_distance_km: float | None = None
    is_movable: bool = True

    @field_validator("topics")
    @classmethod
    def _are_apart(cls, topics: tuple[str, ...]) -> tuple[str, ...]:
        """Demand is added up over the topics: none may lie within another."""
        within = next((topic for topic in topics if topic.split(".")[0] in topics and "." in topic), None)
        if within is not None:
            raise ValueError(f"{within} lies within {within.split('.')[0]}; name one of the two")
        return topics


class Modes(Strict):
    """The file."""

    modes: dict[str, Mode]
    resources: dict[str, Resource]

    def resource(self, name: str) -> Resource:
        """The resource's entry, or the default one."""
        return self.resources.get(name, self.resources["default"])

    def names_of(self, resource: str) -> tuple[str, str]:
        """English and Chinese name of a resource, its id where none is given."""
        known = self.resources.get(resource)
        plain = resource.replace("_", " ")
        return (known.en or plain, known.zh or plain) if known else (plain, plain)


def load_modes(settings: Settings) -> Modes:
    """The modes of ``settings.city_dir``; PolicyError where the file is not valid."""
    path = settings.city_dir / "modes.yaml"
    try:
        return Modes.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise PolicyError(f"cannot read the modes {path}: {error}") from error
    except ValidationError as error:
        raise PolicyError(f"{path}: {first_problem(error)}") from error
