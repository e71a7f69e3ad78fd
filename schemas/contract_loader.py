"""Read contract files: Open Data Contract Standard 3.1 YAML to :class:`schemas.contract.FeedContract`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from open_data_contract_standard.model import OpenDataContractStandard

from schemas.contract import FeedContract
from schemas.contract_build import build_contract
from schemas.contract_checks import check_feed
from schemas.contract_topics import measured_though_counted
from schemas.problems import ContractError, Problem
from schemas.reference import load_reference
from schemas.settings import Settings, get_settings
from schemas.yaml_file import YamlFile


def load_contract(path: Path | str, settings: Settings | None = None) -> FeedContract:
    """The contract in ``path``.

    Raises :class:`schemas.problems.ContractError`, with every mistake found, when the file is wrong.
    """
    contract, problems = _read(Path(path), settings or get_settings())
    errors = [problem for problem in problems if problem.level == "error"]
    if contract is None or errors:
        raise ContractError(errors)
    return contract


def load_contracts(settings: Settings | None = None) -> dict[str, FeedContract]:
    """Every contract of ``settings.contracts_dir`` by feed id, in the order of the ids.

    Raises :class:`schemas.problems.ContractError` naming the mistakes of all wrong files.
    """
    contracts, problems = read_contracts(settings)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        raise ContractError(errors)
    return contracts


def read_contracts(settings: Settings | None = None) -> tuple[dict[str, FeedContract], list[Problem]]:
    """The sound contracts by feed id, and the mistakes and warnings of all files: a wrong file stops no other."""
    settings = settings or get_settings()
    found: dict[str, FeedContract] = {}
    noted: list[Problem] = []
    for path in sorted(settings.contracts_dir.glob("*.yaml")):
        contract, problems = _read(path, settings)
        noted += problems
        if contract is None or any(problem.level == "error" for problem in problems):
            continue
        if contract.id in found:
            other = found[contract.id].path or path
            noted.append(Problem(path, 1, "id", f"'{contract.id}' is already the id of {other.name}"))
        else:
            found[contract.id] = contract
    mixed = measured_though_counted(found.values())
    refused = {problem.path for problem in mixed}
    return {name: contract for name, contract in found.items() if contract.path not in refused}, noted + mixed


def check_contract(path: Path | str, settings: Settings | None = None) -> list[Problem]:
    """Every mistake and warning of the file, in its order; empty when there is none."""
    return _read(Path(path), settings or get_settings())[1]


def _read(path: Path, settings: Settings) -> tuple[FeedContract | None, list[Problem]]:
    file = YamlFile.read(path)
    contract = None
    if not file.errors:
        _check_standard(file)
    if not file.errors:
        contract = build_contract(file)
    if contract is not None:
        check_feed(file, contract, load_reference(settings.city_dir))
        contract = contract.model_copy(update={"warnings": tuple(str(problem) for problem in file.warnings)})
    return contract, sorted({*file.errors, *file.warnings})


def _check_standard(file: YamlFile) -> None:
    """What the standard's own models say of the file's types."""
    data: Any = file.data
    if not isinstance(data, dict):
        file.add((), "is not a mapping: a contract starts with apiVersion and kind")
    elif data.get("kind") == "DataContract":
        file.parse(OpenDataContractStandard, data)
