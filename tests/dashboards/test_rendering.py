"""The sources render to a whole bundle in both languages, with nothing missing, left over or half translated."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from dashboards.localise import LANGUAGES, localise
from dashboards.render import city_name, render_bundle
from dashboards.sources import Sources
from schemas.errors import HubError
from schemas.settings import Settings

CHINESE = re.compile(r"[一-鿿]")
WARNING_COLOURS = {"Red": "#C8102E", "Orange": "#F07E26", "Yellow": "#F2C744", "Grey (data late)": "#8C939A"}


@pytest.fixture(scope="module")
def bundle(sources: Sources) -> dict[str, Any]:
    return {path: yaml.safe_load(text) for path, text in render_bundle(sources, Settings()).items()}


def test_every_chart_stands_on_one_dashboard(sources: Sources) -> None:
    placed = [item["chart"] for board in sources.dashboards.values() for row in board["rows"] for item in row["items"]
              if "chart" in item]  # fmt: skip
    assert sorted(placed) == sorted(sources.charts)


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


def test_charts_use_declared_columns_only(sources: Sources) -> None:
    for language in LANGUAGES:
        for name, chart in localise(sources.charts, language).items():
            declared = set(localise(sources.datasets[chart["dataset"]]["columns"], language))
            params = chart["params"]
            used = {*params.get("all_columns", []), *params.get("groupby", []), params.get("x_axis")} - {None}
            used |= {json.loads(order)[0] for order in params.get("order_by_cols", [])}
            assert used <= declared, (name, used - declared)


def test_titles_are_in_their_language(bundle: dict[str, Any]) -> None:
    for path, asset in bundle.items():
        title = asset.get("slice_name") or asset.get("dashboard_title")
        if title:
            assert bool(CHINESE.search(title)) == path.endswith("_zh.yaml"), title


def test_warning_colours_are_the_same_everywhere(sources: Sources) -> None:
    named = {item["label"]["en"]: item["colour"] for item in sources.series_colours}
    assert named.items() >= WARNING_COLOURS.items()
    for chart in sources.charts.values():
        for cell in chart["params"].get("conditional_formatting", []):
            text = cell["targetValue"]
            if isinstance(text, dict) and text["en"] in WARNING_COLOURS:
                assert cell["colorScheme"] == WARNING_COLOURS[text["en"]]


def test_unknown_city_is_named_with_the_known_ones() -> None:
    with pytest.raises(HubError, match=r"atlantis.*yunlan"):
        city_name(Settings(city="atlantis"), "en")
