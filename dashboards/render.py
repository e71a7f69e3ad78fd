"""The bundle that Superset imports, rendered in both languages from one source.

Chinese assets are named with the suffix ``-zh`` (slugs) or ``_zh`` (datasets).
"""

from __future__ import annotations

from typing import Any

import yaml

from dashboards.chart_params import ChartContext, expand_chart
from dashboards.dataset_sql import dataset_sql
from dashboards.filters import native_filters
from dashboards.layout import position_tree
from dashboards.localise import LANGUAGES, Language, asset_id, localise
from dashboards.sources import Sources
from schemas.city_files import read_profiles
from schemas.errors import HubError
from schemas.settings import Settings

BUNDLE_VERSION = "1.0.0"
MANAGED = {"version": BUNDLE_VERSION, "is_managed_externally": True}
"""Of every asset: Superset then offers no editing, which the next provisioning would undo."""
DATABASE = "City super-brain"
SUFFIX = {"en": "", "zh": "-zh"}


def render_bundle(sources: Sources, settings: Settings) -> dict[str, str]:
    """File name to YAML text of every asset, in both languages."""
    bundle: dict[str, Any] = {
        "metadata.yaml": {"version": BUNDLE_VERSION, "type": "assets"},
        "databases/serving.yaml": _database(settings),
    }
    for language in LANGUAGES:
        for name in sources.datasets:
            bundle[f"datasets/serving/{name}_{language}.yaml"] = _dataset(name, language, sources)
        for name in sources.charts:
            bundle[f"charts/{name}_{language}.yaml"] = _chart(name, language, sources)
        for name in sources.dashboards:
            bundle[f"dashboards/{name}_{language}.yaml"] = _dashboard(name, language, sources, settings)
    return {path: yaml.safe_dump(content, allow_unicode=True, sort_keys=False) for path, content in bundle.items()}


def _database(settings: Settings) -> dict[str, Any]:
    locked = {
        "read_only": True,
        "config": {"enable_external_access": "false", "lock_configuration": "true", "threads": str(settings.threads)},
    }
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": f"duckdb:///{settings.serving_path}",
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "extra": {"engine_params": {"connect_args": locked}, "allows_virtual_table_explore": True},
        "uuid": asset_id("database", "serving"),
        **MANAGED,
    }


def _dataset(name: str, language: Language, sources: Sources) -> dict[str, Any]:
    dataset = localise(sources.datasets[name], language)
    described = localise(sources.columns(name), language)
    columns = [
        {
            "column_name": column,
            "verbose_name": about.get("label"),
            "type": about["type"],
            "is_dttm": about["type"] == "TIMESTAMP",
            "is_active": True,
            "groupby": True,
            "filterable": True,
        }
        for column, about in described.items()
    ]
    return {
        "table_name": dataset["title"],
        "main_dttm_col": dataset.get("time"),
        "sql": dataset_sql(name, sources),
        "filter_select_enabled": True,
        "columns": columns,
        "metrics": [{"metric_name": "count", "expression": "count(*)", "verbose_name": "count"}],
        "uuid": asset_id("dataset", name, language),
        "database_uuid": asset_id("database", "serving"),
        **MANAGED,
    }


def _chart(name: str, language: Language, sources: Sources) -> dict[str, Any]:
    chart = localise(sources.charts[name], language)
    context = ChartContext(
        sources.chart_defaults,
        localise(sources.columns(chart["dataset"]), language),
        localise(sources.cell_colours, language),
    )
    return {
        "slice_name": chart["title"],
        "description": chart.get("note"),
        "viz_type": chart["viz"],
        "params": expand_chart(chart, context),
        "uuid": asset_id("chart", name, language),
        "dataset_uuid": asset_id("dataset", chart["dataset"], language),
        **MANAGED,
    }


def _dashboard(name: str, language: Language, sources: Sources, settings: Settings) -> dict[str, Any]:
    board = localise(sources.dashboards[name], language)
    charts = localise({key: chart["title"] for key, chart in sources.charts.items()}, language)
    chart_ids = {key: (asset_id("chart", key, language), title) for key, title in charts.items()}
    return {
        "dashboard_title": board["title"],
        "slug": board["slug"] + SUFFIX[language],
        "description": board.get("description"),
        "css": sources.style,
        "position": position_tree(board["title"], board["rows"], chart_ids),
        "metadata": {
            "native_filter_configuration": native_filters(
                board["filters"], localise(sources.filters, language), language, city_name(settings, language)
            ),
            "label_colors": {item["label"]: item["colour"] for item in localise(sources.series_colours, language)},
            "color_scheme": "superbrain",
            "cross_filters_enabled": False,
            "refresh_frequency": board.get("refresh_seconds", 0),
            "expanded_slices": {},
            "filter_bar_orientation": "HORIZONTAL",
        },
        "published": True,
        "uuid": asset_id("dashboard", name, language),
        **MANAGED,
    }


def city_name(settings: Settings, language: Language) -> str:
    """Name of the settings' city in the language; HubError where no profile has that id."""
    profiles = read_profiles(settings.city_dir)
    if settings.city not in profiles:
        raise HubError(f"SUPERBRAIN_CITY is {settings.city!r}, but {settings.city_dir} has only {', '.join(profiles)}.")
    city = profiles[settings.city].city
    return city.en if language == "en" else city.zh
