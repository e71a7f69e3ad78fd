"""Yunlan: the hierarchy that everything else counts on, and a map that nests exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
import shapely

from demo.city_map import write_map
from schemas.city_model import City, load_cities
from schemas.settings import Settings


@pytest.fixture(scope="module")
def yunlan() -> City:
    return load_cities(Settings())["yunlan"]


def test_the_hierarchy_has_the_agreed_size(yunlan: City) -> None:
    assert Counter(area.level for area in yunlan.areas) == {
        "city": 1, "district": 4, "street": 24, "community": 120, "grid": 480
    }  # fmt: skip
    assert yunlan.root.area_id == "YL"
    children = Counter(area.parent_id for area in yunlan.areas if area.level == "grid")
    assert set(children.values()) == {4}


def test_ids_spell_the_hierarchy(yunlan: City) -> None:
    for area in yunlan.areas[1:]:
        assert area.parent_id == area.area_id.rpartition("-")[0]
        assert area.code.startswith("9901")


def test_names_are_in_both_languages_and_unique_within_a_level(yunlan: City) -> None:
    for level in ("district", "street", "community", "grid"):
        names = [area for area in yunlan.areas if area.level == level]
        assert len({area.zh for area in names}) == len(names)
        assert all(area.en.isascii() and not area.zh.isascii() for area in names)


def test_people_add_up(yunlan: City) -> None:
    sums: defaultdict[str | None, int] = defaultdict(int)
    for area in yunlan.areas:
        sums[area.parent_id] += area.population or 0
    assert all(sums[area.area_id] == area.population for area in yunlan.areas if area.level != "grid")
    assert 1_000_000 < sums[None] < 3_000_000


def test_grids_are_sound_and_do_not_overlap(yunlan: City) -> None:
    grids = [yunlan.shapes[area.area_id] for area in yunlan.areas if area.level == "grid"]
    assert all(shapely.is_valid(grids))
    whole = yunlan.shapes["YL"].area
    assert sum(grid.area for grid in grids) == pytest.approx(whole, rel=1e-9)


def test_every_community_and_street_is_one_piece(yunlan: City) -> None:
    pieces = {area.area_id: yunlan.shapes[area.area_id].geom_type for area in yunlan.areas if area.level != "city"}
    assert {name for name, kind in pieces.items() if kind != "Polygon"} == set()


def test_neighbours_are_mutual_near_and_reach_the_whole_city(yunlan: City) -> None:
    pairs = set(yunlan.adjacency)
    assert all((right, left) in pairs for left, right in pairs)
    assert all(left.count("-") == right.count("-") for left, right in pairs)
    grids = {area.area_id for area in yunlan.areas if area.level == "grid"}
    reached, edge = {"YL-01-01-01-01"}, {"YL-01-01-01-01"}
    while edge:
        edge = {right for left, right in pairs if left in edge} - reached
        reached |= edge
    assert reached == grids


def test_a_point_is_found_in_its_grid_and_outside_in_none(yunlan: City) -> None:
    grids = [area.area_id for area in yunlan.areas if area.level == "grid"]
    inside = [yunlan.shapes[name].representative_point() for name in grids]
    longitude = np.array([*(point.x for point in inside), 0.0, np.nan])
    latitude = np.array([*(point.y for point in inside), 0.0, np.nan])
    assert list(yunlan.locator.locate(longitude, latitude)) == [*grids, None, None]


def test_the_map_is_drawn_the_same_again(tmp_path: Path) -> None:
    write_map(tmp_path / "areas.geojson")
    stored = Settings().city_dir / "profiles" / "yunlan" / "areas.geojson"
    assert (tmp_path / "areas.geojson").read_bytes() == stored.read_bytes()
    assert stored.stat().st_size < 600_000
