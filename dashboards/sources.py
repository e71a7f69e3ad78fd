"""The dashboards' sources under ``dashboards/assets``, as read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ASSETS = Path(__file__).resolve().parent / "assets"


@dataclass(frozen=True)
class Sources:
    """Everything that is rendered, by name. ``sql`` and ``parts`` are the texts of the ``.sql`` files."""

    labels: dict[str, dict[str, dict[str, str]]]
    datasets: dict[str, dict[str, Any]]
    charts: dict[str, dict[str, Any]]
    dashboards: dict[str, dict[str, Any]]
    roles: dict[str, dict[str, Any]]
    filters: dict[str, dict[str, Any]]
    chart_defaults: dict[str, dict[str, Any]]
    cell_colours: dict[str, list[dict[str, Any]]]
    part_columns: dict[str, dict[str, Any]]
    sql: dict[str, str]
    parts: dict[str, str]
    series_colours: list[dict[str, Any]]
    style: str

    def columns(self, dataset: str) -> dict[str, dict[str, Any]]:
        """Every column of a dataset: its own, after those that the parts it uses give to all that use them."""
        about = self.datasets[dataset]
        shared = [self.part_columns.get(part, {}) for part in about["uses"]]
        return {name: column for columns in (*shared, about["columns"]) for name, column in columns.items()}


def read_sources(folder: Path = ASSETS) -> Sources:
    """Reads the whole folder."""
    return Sources(
        labels=_yaml(folder / "labels.yaml"),
        datasets=_yaml(folder / "datasets.yaml"),
        charts={
            name: chart for path in sorted((folder / "charts").glob("*.yaml")) for name, chart in _yaml(path).items()
        },
        dashboards={path.stem: _yaml(path) for path in sorted((folder / "dashboards").glob("*.yaml"))},
        roles=read_roles(folder),
        filters=_yaml(folder / "filters.yaml"),
        chart_defaults=_yaml(folder / "chart_defaults.yaml"),
        cell_colours=_yaml(folder / "cell_colours.yaml"),
        part_columns=_yaml(folder / "part_columns.yaml"),
        sql=_texts(folder / "datasets"),
        parts=_texts(folder / "parts"),
        series_colours=_yaml(folder / "series_colours.yaml"),
        style=(folder / "style.css").read_text(encoding="utf-8"),
    )


def read_roles(folder: Path = ASSETS) -> dict[str, dict[str, Any]]:
    """Each role's permissions, rows and layers, by its name."""
    roles: dict[str, dict[str, Any]] = _yaml(folder / "roles.yaml")
    return roles


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
