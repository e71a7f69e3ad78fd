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
from schemas.settings import get_settings

N_GRIDS = 480

ROADS = (
    "解放路 人民路 中山路 建设路 和平路 文化路 新华街 北京路 青年路 胜利路 光明街 长江路 滨河路 云锦路 "
    "学府路 科技路 迎宾大道 桃源街 梧桐路 玉兰路 金桂街 银杏大道 翠竹路 芙蓉街 湖滨路 望山路 龙泉街 凤凰路 "
    "朝阳路 东风路 向阳街 团结路 安康路 平安大街 长宁路 永兴街 富民路 兴业路 南屏街 北辰路"
).split()
ESTATES = (
    "翠湖花园 阳光新城 锦绣家园 金色港湾 碧水云天 和谐佳苑 幸福里 春江花月 梧桐苑 丽景湾 御景城 紫荆花园 "
    "东方明珠 世纪花园 银河小区 康乐新村 滨江国际 枫林绿洲 天鹅湖畔 玫瑰园 名都苑 书香门第 学林雅苑 香樟园 "
    "金桂苑 蓝天公寓 铁路新村 纺织小区 化工家属院 师范宿舍 棉纺厂宿舍 机关大院 安居苑 惠民家园 福星小区 "
    "龙湖雅苑 鼎盛华庭 九龙山庄 荷塘月色 竹海听涛"
).split()


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
        touched = self.borders[grids].any(axis=0)
        touched[grids] = False
        return np.flatnonzero(touched)


def _features(path: Path) -> dict[str, dict[str, Any]]:
    collection = json.loads(path.read_text("utf-8"))
    return {feature["properties"]["area_id"]: feature for feature in collection["features"]}


def _ids(areas: dict[str, dict[str, Any]], level: str) -> tuple[str, ...]:
    return tuple(sorted(area_id for area_id, area in areas.items() if area["properties"]["level"] == level))


def _borders(shapes: npt.NDArray[np.object_]) -> Mask:
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    touching = np.zeros((len(shapes), len(shapes)), dtype=np.bool_)
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
    return Places(
        grids=grids, communities=communities, streets=streets,
        community_names=tuple(areas[area]["properties"]["zh"] for area in communities),
        street_names=tuple(areas[area]["properties"]["zh"] for area in streets),
        community_of=np.array([communities.index(grid[:-3]) for grid in grids]),
        street_of=np.array([streets.index(grid[:-6]) for grid in grids]),
        roads=tuple(ROADS[i * 7 % len(ROADS)] for i in index // 2),
        estates=tuple(f"{ESTATES[(i * 11 + i // 40) % len(ESTATES)]}{'' if i < 240 else '二期'}" for i in index),
        inner_points=np.column_stack([shapely.get_x(inner), shapely.get_y(inner)]),
        reach=0.65 * shapely.distance(inner, shapely.boundary(shapes)),
        borders=_borders(shapes),
    )
