"""A wrong city profile is refused with its file and the mistake."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.city_model import load_cities, load_topics
from schemas.problems import CityError
from schemas.settings import Settings

Feature = dict[str, Any]


@pytest.fixture
def city_dir(tmp_path: Path) -> Path:
    """A folder with one small city, New York."""
    source = Settings().city_dir
    shutil.copytree(source / "profiles" / "nyc", tmp_path / "profiles" / "nyc")
    shutil.copy(source / "topics.yaml", tmp_path / "topics.yaml")
    return tmp_path


def _change(path: Path, change: Callable[[list[Feature]], None]) -> None:
    collection = json.loads(path.read_text(encoding="utf-8"))
    change(collection["features"])
    path.write_text(json.dumps(collection), encoding="utf-8")


def _orphan(features: list[Feature]) -> None:
    features[2]["properties"]["parent_id"] = "NOWHERE"


def _twin(features: list[Feature]) -> None:
    features[2]["properties"]["area_id"] = features[1]["properties"]["area_id"]


def _second_root(features: list[Feature]) -> None:
    features[1]["properties"]["parent_id"] = None


def _upside_down(features: list[Feature]) -> None:
    features[3]["properties"]["parent_id"] = features[2]["properties"]["area_id"]


def _unknown_level(features: list[Feature]) -> None:
    features[1]["properties"]["level"] = "borough"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_orphan, "parent 'NOWHERE' is not among the areas before it"),
        (_twin, "given twice"),
        (_second_root, "exactly one area, the first, has no parent"),
        (_upside_down, "not below its parent's"),
        (_unknown_level, "not an allowed value"),
    ],
)
def test_a_broken_hierarchy_is_named(change: Callable[[list[Feature]], None], message: str, city_dir: Path) -> None:
    _change(city_dir / "profiles" / "nyc" / "areas.geojson", change)
    with pytest.raises(CityError, match=r"areas\.geojson") as refused:
        load_cities(Settings(city_dir=city_dir))
    assert message in str(refused.value)


def test_areas_that_are_no_geojson_are_named(city_dir: Path) -> None:
    (city_dir / "profiles" / "nyc" / "areas.geojson").write_text("<html>", encoding="utf-8")
    with pytest.raises(CityError, match="not a GeoJSON feature collection"):
        load_cities(Settings(city_dir=city_dir))


def test_an_unknown_field_is_named_with_its_line(city_dir: Path) -> None:
    with (city_dir / "profiles" / "nyc" / "city.yaml").open("a", encoding="utf-8") as file:
        file.write("mayor: someone\n")
    with pytest.raises(CityError, match=r"city\.yaml:\d+: mayor: unknown field"):
        load_cities(Settings(city_dir=city_dir))


def test_a_season_s_day_that_is_none_is_named(city_dir: Path) -> None:
    with (city_dir / "profiles" / "nyc" / "city.yaml").open("a", encoding="utf-8") as file:
        file.write('seasons: [{id: heating, en: Heating, zh: 供暖季, first: "11-31", last: "03-15"}]\n')
    with pytest.raises(CityError, match=r"city\.yaml:\d+: seasons\[heating\]\.first: '11-31' is not a day"):
        load_cities(Settings(city_dir=city_dir))


def test_a_topic_without_a_name_is_named(city_dir: Path) -> None:
    (city_dir / "topics.yaml").write_text(
        "groups: {water: {en: W, zh: 水, department: water, topics: {burst: {en: B}}}}", encoding="utf-8"
    )
    with pytest.raises(CityError, match=r"topics\.yaml:1: groups\.water\.topics\.burst\.zh: is required"):
        load_topics(Settings(city_dir=city_dir))


def test_a_changed_profile_is_read_again(city_dir: Path) -> None:
    settings = Settings(city_dir=city_dir)
    assert load_cities(settings)["nyc"].profile.city.en == "New York City"
    path = city_dir / "profiles" / "nyc" / "city.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("en: New York City", "en: Gotham"), encoding="utf-8")
    assert load_cities(settings)["nyc"].profile.city.en == "Gotham"
