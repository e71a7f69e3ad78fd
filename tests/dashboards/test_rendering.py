"""The sources render to a whole bundle in both languages, with nothing missing, left over or half translated."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from dashboards.render import city_name, render_bundle
from dashboards.sources import Sources
from schemas.errors import HubError
from schemas.settings import Settings

CHINESE = re.compile(r"[一-鿿]")
WARNING_COLOURS = {"Red": "#C8102E", "Orange": "#F07E26", "Yellow": "#F2C744", "Grey (data late)": "#8C939A"}


@pytest.fixture(scope="module")
def bundle(sources: Sources) -> dict[str, Any]:
    return {path: yaml.safe_load(text) for path, text in render_bundle(sources, Settings()).items()}


def test_every_chart_stands_on_a_dashboard(sources: Sources) -> None:
    placed = {item["chart"] for board in sources.dashboards.values() for row in board["rows"] for item in row["items"]
              if "chart" in item}  # fmt: skip
    assert placed == set(sources.charts)


def test_every_dataset_has_its_select(sources: Sources) -> None:
    assert set(sources.datasets) == set(sources.sql)


def test_rows_fill_the_twelve_columns(sources: Sources) -> None:
    widths = {
        sum(item["width"] for item in row["items"]) for board in sources.dashboards.values() for row in board["rows"]
    }
    assert widths == {12}


def test_rendering_twice_gives_the_same_bundle(sources: Sources) -> None:
    assert render_bundle(sources, Settings()) == render_bundle(sources, Settings())


def test_identifiers_are_all_different(bundle: dict[str, Any]) -> None:
    found = [asset["uuid"] for asset in bundle.values() if "uuid" in asset]
    assert len(found) == len(set(found)) == len(bundle) - 1


def test_no_language_mark_is_left(bundle: dict[str, Any]) -> None:
    assert "@lang" not in json.dumps(bundle)


def test_charts_use_declared_columns_only(bundle: dict[str, Any]) -> None:
    datasets = {asset["uuid"]: asset for path, asset in bundle.items() if path.startswith("datasets/")}
    for path, asset in bundle.items():
        if path.startswith("charts/"):
            declared = {column["column_name"] for column in datasets[asset["dataset_uuid"]]["columns"]}
            params = asset["params"]
            used = {*params.get("all_columns", []), *params.get("groupby", []), params.get("x_axis")} - {None}
            used |= {json.loads(order)[0] for order in params.get("order_by_cols", [])}
            assert used <= declared, (path, used - declared)


def test_tables_format_and_colour_what_they_show(bundle: dict[str, Any]) -> None:
    for asset in bundle.values():
        params = asset.get("params", {})
        if asset.get("viz_type") == "table":
            metrics = {metric["label"] for metric in params.get("metrics", [])}
            shown = {*params.get("all_columns", []), *params.get("groupby", []), *metrics}
            assert params["column_config"].keys() <= shown, asset["slice_name"]
            assert metrics <= params["column_config"].keys(), f"{asset['slice_name']} shows bare numbers"
            assert {cell["column"] for cell in params["conditional_formatting"]} <= shown


def test_titles_are_in_their_language(bundle: dict[str, Any]) -> None:
    for path, asset in bundle.items():
        title = asset.get("slice_name") or asset.get("dashboard_title")
        if title:
            assert bool(CHINESE.search(title)) == path.endswith("_zh.yaml"), title


def test_warning_colours_are_the_same_in_charts_and_tables(sources: Sources) -> None:
    named = {item["label"]["en"]: item["colour"] for item in sources.series_colours}
    cells = {cell["text"]["en"]: cell["colour"] for cell in sources.cell_colours["colour_@lang"]}
    assert named.items() >= WARNING_COLOURS.items()
    assert cells == WARNING_COLOURS


def test_rows_that_a_role_sees_are_named_by_columns_that_exist(sources: Sources) -> None:
    ruled = {name: role["rows"]["column"] for name, role in sources.roles.items() if "rows" in role}
    assert set(ruled) == {"district_decision_maker"}
    for role, column in ruled.items():
        boards = [board for board in sources.dashboards.values() if role in board["roles"]]
        shown = {sources.charts[item["chart"]]["dataset"]
                 for board in boards for row in board["rows"] for item in row["items"] if "chart" in item}  # fmt: skip
        by_area = {name for name in shown if "scope" in sources.datasets[name]["uses"]}
        assert all(column in sources.columns(name) for name in by_area)
        assert shown - by_area == {"feed_freshness", "rule_performance"}, "the rest holds no area"


def test_unknown_city_is_named_with_the_known_ones() -> None:
    with pytest.raises(HubError, match=r"atlantis.*yunlan"):
        city_name(Settings(city="atlantis"), "en")
