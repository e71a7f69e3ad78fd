"""The demo city's areas as index arrays: 4 districts, 24 streets, 120 communities, 480 grids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from demo.draws import Floats, Ints, Mask
from demo.words import words
from schemas.settings import get_settings

N_GRIDS = 480


@dataclass(frozen=True)
class Places:
    """Area ids by level, and each grid's parents as indexes into them."""

    grids: tuple[str, ...]
    communities: tuple[str, ...]
    streets: tuple[str, ...]
    community_names: tuple[str, ...]
    street_names: tuple[str, ...]
    community_of: Ints
    street_of: Ints
    roads: tuple[str, ...]
    """Each grid's main road."""
    estates: tuple[str, ...]
    """Each grid's housing estate."""
    inner_points: Floats
    """Longitude and latitude of a point inside each grid, shape (480, 2)."""
    reach: Floats
    """Degrees around that point which stay inside the grid, shape (480,)."""
    borders: Mask
    """Which grids touch, shape (480, 480)."""

    def grids_within(self, area_id: str) -> Ints:
        """Indexes of the grids of any area of the city."""
        return np.array([i for i, grid in enumerate(self.grids) if f"{grid}-".startswith(f"{area_id}-")])

    def neighbours(self, grids: Ints) -> Ints:
        """Grids that touch any of ``grids`` and are none of them."""
        touched: Mask = np.asarray(self.borders[grids].any(axis=0))
        touched[grids] = False
        return np.flatnonzero(touched)


def _features(path: Path) -> dict[str, dict[str, Any]]:
    collection = json.loads(path.read_text("utf-8"))
    return {feature["properties"]["area_id"]: feature for feature in collection["features"]}


def _ids(areas: dict[str, dict[str, Any]], level: str) -> tuple[str, ...]:
    return tuple(sorted(area_id for area_id, area in areas.items() if area["properties"]["level"] == level))


def _borders(shapes: npt.NDArray[np.object_]) -> Mask:
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    touching: Mask = np.zeros((len(shapes), len(shapes)), dtype=np.bool_)
    touching[pairs[0], pairs[1]] = True
    np.fill_diagonal(touching, False)
    return touching


@lru_cache(maxsize=1)
def load_places() -> Places:
    """The city's areas, out of the map in its profile."""
    areas = _features(get_settings().city_dir / "profiles" / "yunlan" / "areas.geojson")
    grids, communities, streets = (_ids(areas, level) for level in ("grid", "community", "street"))
    shapes = np.array([shapely.from_geojson(json.dumps(areas[grid]["geometry"])) for grid in grids])
    inner = shapely.point_on_surface(shapes)
    index = np.arange(len(grids))
    roads, estates = words("roads"), words("estates")
    return Places(
        grids=grids,
        communities=communities,
        streets=streets,
        community_names=tuple(areas[area]["properties"]["zh"] for area in communities),
        street_names=tuple(areas[area]["properties"]["zh"] for area in streets),
        community_of=np.array([communities.index(grid[:-3]) for grid in grids]),
        street_of=np.array([streets.index(grid[:-6]) for grid in grids]),
        roads=tuple(roads[i * 7 % len(roads)] for i in index // 2),
        estates=tuple(f"{estates[(i * 11 + i // 40) % len(estates)]}{'' if i < 240 else '二期'}" for i in index),
        inner_points=np.column_stack([shapely.get_x(inner), shapely.get_y(inner)]),
        reach=0.65 * shapely.distance(inner, shapely.boundary(shapes)),
        borders=_borders(shapes),
    )
