"""Draw Yunlan: two river banks, 480 grids, and the communities, streets and districts made of them.

``python -m demo.city_map`` writes ``schemas/city/profiles/yunlan/areas.geojson``. Only grids carry a
polygon: every larger area is the exact union of its grids. Deterministic for a given seed.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
import yaml
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.ops import split

from schemas.errors import HubError
from schemas.settings import get_settings

Array = npt.NDArray[np.float64]
Coordinate = tuple[float, float]
Indices = npt.NDArray[np.intp]
Graph = list[set[int]]

CENTRE = (112.9, 31.62)
"""Longitude and latitude of the invented city's middle."""
METRES_PER_DEGREE = 111_320.0
RIVER_WIDTH_M = 200.0
DENSITY_SCALE_M = 7000.0
SEED = 20260101
COUNTS = (2, 6, 5, 4)
"""Districts on a bank, streets in a district, communities in a street, grids in a community."""


class MapError(HubError):
    """The city could not be drawn."""


def outline() -> Polygon:
    """The city's edge, in metres around its middle: a blob of about 340 square kilometres."""
    angle = np.linspace(0, 2 * math.pi, 240, endpoint=False)
    radius = 10_400 * (
        1
        + 0.10 * np.cos(2 * angle + 0.4)
        + 0.07 * np.sin(3 * angle)
        + 0.035 * np.cos(5 * angle + 1.1)
        + 0.02 * np.sin(9 * angle)
    )
    return Polygon(np.column_stack([1.18 * radius * np.cos(angle), 0.9 * radius * np.sin(angle)]))


def river() -> LineString:
    """The river's middle line, flowing from west to east."""
    x = np.linspace(-20_000, 20_000, 161)
    y = 1600 * np.sin(x / 5200) + 700 * np.sin(x / 2300 + 1.0) + 0.06 * x
    return LineString(np.column_stack([x, y]))


def banks() -> list[Polygon]:
    """The land north and south of the river."""
    pieces = list(split(outline(), river()).geoms)
    water = river().buffer(RIVER_WIDTH_M / 2)
    land = [max(_polygons(piece.difference(water)), key=lambda part: part.area) for piece in pieces]
    return sorted(land, key=lambda part: -part.centroid.y)[:2]


def _polygons(shape: Any) -> list[Polygon]:
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]


def scatter(bank: Polygon, count: int, rng: np.random.Generator) -> Array:
    """``count`` points on the bank, denser towards the middle, evened out by Lloyd's method."""
    points: list[Coordinate] = []
    west, south, east, north = bank.bounds
    while len(points) < count:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        if rng.uniform() < math.exp(-math.hypot(x, y) / DENSITY_SCALE_M) and bank.contains(Point(x, y)):
            points.append((x, y))
    found = np.array(points)
    for _ in range(4):
        found = np.array([cell.centroid.coords[0] for cell in cells(bank, found)])
    return found


def cells(bank: Polygon, points: Array) -> list[Polygon]:
    """Voronoi cell of each point, clipped to the bank, in the order of the points."""
    drawn = shapely.voronoi_polygons(MultiPoint(points), extend_to=bank, ordered=True)
    return [max(_polygons(cell.intersection(bank)), key=lambda part: part.area) for cell in drawn.geoms]


def graph_of(drawn: list[Polygon]) -> Graph:
    """For each cell the cells that share a stretch of border with it."""
    tree = shapely.STRtree(drawn)
    left, right = tree.query(drawn, predicate="intersects")
    graph: Graph = [set() for _ in drawn]
    for i, j in zip(left.tolist(), right.tolist(), strict=True):
        if i != j and drawn[i].intersection(drawn[j]).length > 1.0:
            graph[i].add(j)
    return graph


def groups(points: Array, graph: Graph, chosen: Indices, counts: tuple[int, ...]) -> list[Any] | None:
    """``chosen`` cut into ``counts[0]`` equal parts, each in one piece, those again by the others, down to points.

    None where no way to cut was found.
    """
    if len(counts) == 1:
        return list(next(_orders(points, chosen)).tolist())
    return _cut(points, graph, chosen, counts[0], counts[1:])


def _cut(points: Array, graph: Graph, chosen: Indices, count: int, deeper: tuple[int, ...]) -> list[Any] | None:
    """Cuts across the longer axis, or the next best direction in which every part can be cut further."""
    if count == 1:
        part = groups(points, graph, chosen, deeper)
        return None if part is None else [part]
    left = count // 2
    for order in _orders(points, chosen):
        half = _grown(graph, order, len(chosen) * left // count)
        first = None if half is None else _cut(points, graph, half, left, deeper)
        if half is not None and first is not None:
            second = _cut(points, graph, np.setdiff1d(chosen, half), count - left, deeper)
            if second is not None:
                return first + second
    return None


def _orders(points: Array, chosen: Indices) -> Iterator[Indices]:
    """``chosen`` in order along the principal axis from west to east, then along directions ever further from it."""
    centred = points[chosen] - points[chosen].mean(axis=0)
    axis = np.linalg.svd(centred, full_matrices=False)[2][0]
    main = math.atan2(axis[1], axis[0]) if axis[0] >= 0 else math.atan2(-axis[1], -axis[0])
    for turn in (0, 15, -15, 30, -30, 60, -60, 90, 180, 120, -120, -90):
        angle = main + math.radians(turn)
        yield chosen[np.argsort(centred @ np.array([math.cos(angle), math.sin(angle)]), kind="stable")]


def _grown(graph: Graph, order: Indices, size: int) -> Indices | None:
    """The first ``size`` cells of ``order`` that can be taken one by one while they and the rest each hold together."""
    taken: set[int] = set()
    rest = set(order.tolist())
    while len(taken) < size:
        cell = next((i for i in order.tolist() if i in rest and _may_take(graph, i, taken, rest)), None)
        if cell is None:
            return None
        taken.add(cell)
        rest.discard(cell)
    return np.array(sorted(taken), dtype=np.intp)


def _may_take(graph: Graph, cell: int, taken: set[int], rest: set[int]) -> bool:
    return (not taken or bool(graph[cell] & taken)) and _is_connected(graph, rest - {cell})


def _is_connected(graph: Graph, cells_left: set[int]) -> bool:
    edge = set(list(cells_left)[:1])
    reached = set(edge)
    while edge:
        edge = {j for i in edge for j in graph[i]} & cells_left - reached
        reached |= edge
    return reached == cells_left


def to_degrees(ring: Any) -> list[Coordinate]:
    """Metres around the middle to longitude and latitude, rounded to 5 decimals (about 1 m)."""
    lon_scale = METRES_PER_DEGREE * math.cos(math.radians(CENTRE[1]))
    return [(round(CENTRE[0] + x / lon_scale, 5), round(CENTRE[1] + y / METRES_PER_DEGREE, 5)) for x, y in ring]


def rough_edge(start: Coordinate, end: Coordinate, depth: int = 2) -> list[Coordinate]:
    """Points between two corners, so that borders wander as real ones do; the same from either side."""
    if start > end:
        return rough_edge(end, start, depth)[::-1]
    length = math.dist(start, end)
    if depth == 0 or length < 0.002:
        return []
    key = [round(1e5 * value) for value in (*start, *end)]
    shift = np.random.default_rng([abs(value) for value in key]).uniform(-0.11, 0.11)
    middle = (
        round((start[0] + end[0]) / 2 - shift * (end[1] - start[1]), 5),
        round((start[1] + end[1]) / 2 + shift * (end[0] - start[0]), 5),
    )
    return [*rough_edge(start, middle, depth - 1), middle, *rough_edge(middle, end, depth - 1)]


def ring_of(cell: Polygon) -> list[Coordinate]:
    """The cell's border in degrees, closed, with roughened edges."""
    corners = to_degrees(cell.exterior.coords)
    corners = [point for i, point in enumerate(corners) if i == 0 or point != corners[i - 1]]
    ring: list[Coordinate] = []
    for start, end in itertools.pairwise(corners):
        ring += [start, *rough_edge(start, end)]
    return [*ring, ring[0]]


def feature(area_id: str, level: str, name: tuple[str, str], population: int, geometry: Any) -> dict[str, Any]:
    """One area as a GeoJSON feature."""
    parent = area_id.rpartition("-")[0] or None
    return {
        "type": "Feature",
        "properties": {
            "area_id": area_id,
            "parent_id": parent,
            "level": level,
            "code": area_id.replace("YL", "9901").replace("-", ""),
            "en": name[1],
            "zh": name[0],
            "population": population,
        },
        "geometry": geometry,
    }


def residents(cell: Polygon, rng: np.random.Generator) -> int:
    """Residents of a grid: density falls from the middle, 1,200 to 7,000 a grid."""
    density = 0.0155 * math.exp(-math.hypot(*cell.centroid.coords[0]) / 5200)
    return int(np.clip(cell.area * density * rng.lognormal(0, 0.25), 1200, 7000))


def city_features() -> list[dict[str, Any]]:
    """All 629 areas of Yunlan, parents before children."""
    rng = np.random.default_rng(SEED)
    districts: list[tuple[list[Polygon], list[Any]]] = []
    for bank in banks():
        points = scatter(bank, math.prod(COUNTS), rng)
        drawn = cells(bank, points)
        parts = groups(points, graph_of(drawn), np.arange(len(points)), COUNTS)
        if parts is None:
            raise MapError(f"no way to cut the bank into {COUNTS} parts: choose another seed")
        districts += [(drawn, part) for part in parts]
    names_path = get_settings().city_dir / "profiles" / "yunlan" / "names.yaml"
    names = yaml.safe_load(names_path.read_text(encoding="utf-8"))["districts"]
    below = [
        _district(f"YL-{n:02}", name, drawn, part, rng)
        for n, (name, (drawn, part)) in enumerate(zip(names, districts, strict=True), 1)
    ]
    return _with_children("YL", "city", ("云澜市", "Yunlan"), below)


def _with_children(
    area_id: str, level: str, name: tuple[str, str], below: list[list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    population = sum(part[0]["properties"]["population"] for part in below)
    return [feature(area_id, level, name, population, None), *(area for part in below for area in part)]


def _named(text: str, zh: str, en: str) -> tuple[str, str]:
    chinese, pinyin = text.split(" ")
    return chinese + zh, f"{pinyin} {en}"


def _district(
    area_id: str, names: Any, drawn: list[Polygon], streets: list[Any], rng: np.random.Generator
) -> list[dict[str, Any]]:
    below = [
        _street(f"{area_id}-{n:02}", name, drawn, part, rng)
        for n, (name, part) in enumerate(zip(names["streets"], streets, strict=True), 1)
    ]
    return _with_children(area_id, "district", _named(names["name"], "区", "District"), below)


def _street(
    area_id: str, names: Any, drawn: list[Polygon], communities: list[Any], rng: np.random.Generator
) -> list[dict[str, Any]]:
    below = [
        _community(f"{area_id}-{n:02}", name, drawn, part, rng)
        for n, (name, part) in enumerate(zip(names["communities"], communities, strict=True), 1)
    ]
    return _with_children(area_id, "street", _named(names["name"], "街道", "Subdistrict"), below)


def _community(
    area_id: str, name: str, drawn: list[Polygon], grids: list[Any], rng: np.random.Generator
) -> list[dict[str, Any]]:
    zh, en = _named(name, "社区", "Community")
    below = []
    for number, index in enumerate(grids, 1):
        label = (f"{zh}第{number}网格", f"{en.removesuffix(' Community')} Grid {number}")
        geometry = {"type": "Polygon", "coordinates": [ring_of(drawn[index])]}
        below.append([feature(f"{area_id}-{number:02}", "grid", label, residents(drawn[index], rng), geometry)])
    return _with_children(area_id, "community", (zh, en), below)


def write_map(path: Path) -> None:
    """Write the city's areas as GeoJSON, one feature a line."""
    lines = [json.dumps(area, ensure_ascii=False, separators=(",", ":")) for area in city_features()]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_map(get_settings().city_dir / "profiles" / "yunlan" / "areas.geojson")
