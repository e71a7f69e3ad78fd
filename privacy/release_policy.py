"""What the city allows to be released; see ``schemas/city/release_policy.yaml`` for what each number means."""

from __future__ import annotations

from decimal import Decimal

import yaml
from pydantic import Field, ValidationError

from privacy.release import ReleaseError
from schemas.contract import Strict
from schemas.settings import Settings


class DatasetPolicy(Strict):
    """The rules of one data set."""

    k: int = Field(ge=2)
    epsilon_budget: Decimal = Field(gt=0)
    max_reports: int = Field(ge=1)
    purpose: str
    legal_basis: str


class ReleasePolicy(Strict):
    """The rules by data set; one that is not named is not released."""

    datasets: dict[str, DatasetPolicy]


def dataset_policy(settings: Settings, dataset: str) -> DatasetPolicy:
    """The rules of a data set; :class:`ReleaseError` if the policy is not valid or does not name it."""
    path = settings.city_dir / "release_policy.yaml"
    try:
        policy = ReleasePolicy.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ReleaseError(f"cannot read the release policy {path}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise ReleaseError(f"{path} is not valid YAML: {str(error).splitlines()[0]}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        raise ReleaseError(f"{path}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}") from error
    if dataset not in policy.datasets:
        raise ReleaseError(f"{path} does not allow {dataset} to be released; it names {', '.join(policy.datasets)}")
    return policy.datasets[dataset]
