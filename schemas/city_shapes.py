"""Geometry of a city: borders of larger areas from their parts, neighbours, the area of a point."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

from schemas.city_files import Area

Shapes = dict[str, BaseGeometry]

_METRES_PER_DEGREE = 111_320.0
_LONG_EDGE = 2.5


def area_shapes(areas: Sequence[Area]) -> Shapes:
    """Border (or centre point) of each area in WGS 84; a larger area without its own is the union of its parts."""
    found: Shapes = {}
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for area in reversed(areas):
        if area.geometry is not None:
            found[area.area_id] = shape(area.geometry)
        elif parts[area.area_id]:
            found[area.area_id] = shapely.union_all(parts[area.area_id])
        if area.parent_id is not None and area.area_id in found:
            parts[area.parent_id].append(found[area.area_id])
    return found


def neighbours(areas: Sequence[Area], shapes: Shapes, bridge_m: float) -> list[tuple[str, str]]:
    """Ordered pairs of neighbouring areas of the same level, each pair in both directions.

    Areas with borders are neighbours when no more than ``bridge_m`` metres part them; areas known by
    their centres alone, when a Delaunay edge of ordinary length joins the centres.
    """
    pairs: set[tuple[str, str]] = set()
    by_level: defaultdict[str, list[str]] = defaultdict(list)
    for area in areas:
        if area.area_id in shapes:
            by_level[area.level].append(area.area_id)
    for names in by_level.values():
        flat = [_in_metres(shapes[name], _middle(shapes)) for name in names]
        touching = _touching if all(item.area > 0 for item in flat) else _joined
        for left, right in touching(flat, bridge_m):
            pairs |= {(names[left], names[right]), (names[right], names[left])}
    return sorted(pairs)


def _middle(shapes: Shapes) -> tuple[float, float]:
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    return (west + east) / 2, (south + north) / 2


def _in_metres(item: BaseGeometry, middle: tuple[float, float]) -> BaseGeometry:
    """Equirectangular projection around ``middle``; within 0.1 % over a city."""
    scale = np.array([_METRES_PER_DEGREE * math.cos(math.radians(middle[1])), _METRES_PER_DEGREE])
    return shapely.transform(item, lambda points: (points - np.array(middle)) * scale)


def _touching(flat: list[BaseGeometry], bridge_m: float) -> list[tuple[int, int]]:
    tree = shapely.STRtree(flat)
    left, right = tree.query(flat, predicate="dwithin", distance=max(bridge_m, 0.01))
    return [(int(i), int(j)) for i, j in zip(left, right, strict=True) if i < j]


def _joined(flat: list[BaseGeometry], bridge_m: float) -> list[tuple[int, int]]:
    """Delaunay edges between centres, without the long ones that the convex hull adds."""
    del bridge_m
    centres = [shapely.centroid(item) for item in flat]
    points = [(item.x, item.y) for item in centres]
    index = {point: number for number, point in enumerate(points)}
    edges: set[tuple[int, int]] = set()
    for triangle in _triangles(points):
        corners = sorted({index[corner[0], corner[1]] for corner in triangle.exterior.coords})
        edges |= set(itertools.combinations(corners, 2))
    lengths = {edge: math.dist(points[edge[0]], points[edge[1]]) for edge in edges}
    longest = _LONG_EDGE * float(np.median(list(lengths.values()))) if lengths else 0.0
    return sorted(edge for edge, length in lengths.items() if length <= longest)


def _triangles(points: list[tuple[float, float]]) -> list[Polygon]:
    drawn = shapely.delaunay_triangles(shapely.MultiPoint(points))
    return [part for part in drawn.geoms if isinstance(part, Polygon)]


class Locator:
    """Finds the smallest area that holds a point; build once, use on columns."""

    def __init__(self, areas: Sequence[Area], shapes: Shapes) -> None:
        parents = {area.parent_id for area in areas}
        self.names = np.array(
            [area.area_id for area in areas if area.area_id not in parents and _is_region(shapes, area)], dtype=object
        )
        self.tree = shapely.STRtree([shapes[name] for name in self.names])

    def locate(self, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]) -> npt.NDArray[np.object_]:
        """area_id for each point, None where no area holds it (also for NaN). A shared border counts once."""
        found = np.full(len(longitude), None, dtype=object)
        points, regions = self.tree.query(shapely.points(longitude, latitude), predicate="intersects")
        found[points[::-1]] = self.names[regions[::-1]]
        return found


def _is_region(shapes: Shapes, area: Area) -> bool:
    return area.area_id in shapes and shapes[area.area_id].area > 0
