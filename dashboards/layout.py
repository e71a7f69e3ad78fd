"""The grid of a dashboard, from rows of charts and texts to Superset's position tree."""

from __future__ import annotations

from typing import Any

VERSION = "v2"
GRID_COLUMNS = 12


def position_tree(title: str, rows: list[dict[str, Any]], chart_ids: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """The position tree of a dashboard in one language.

    ``rows``: each with ``height`` (grid units of 8 px) and ``items``; an item has ``width`` (of 12) and either
    ``chart`` (a name in ``chart_ids``: uuid and title) or ``text`` (Markdown).
    """
    tree: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": VERSION,
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": title}},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": [], "parents": ["ROOT_ID"]},
    }
    for number, row in enumerate(rows):
        _add_row(tree, f"ROW-{number}", row, chart_ids)
    return tree


def _add_row(tree: dict[str, Any], row_id: str, row: dict[str, Any], chart_ids: dict[str, tuple[str, str]]) -> None:
    parents = ["ROOT_ID", "GRID_ID", row_id]
    items = [
        _item(f"{row_id}-{place}", item, row["height"], parents, chart_ids) for place, item in enumerate(row["items"])
    ]
    tree["GRID_ID"]["children"].append(row_id)
    tree[row_id] = {
        "id": row_id,
        "type": "ROW",
        "children": [item["id"] for item in items],
        "parents": parents[:2],
        "meta": {"background": "BACKGROUND_TRANSPARENT"},
    }
    tree.update({item["id"]: item for item in items})


def _item(
    place: str, item: dict[str, Any], height: int, parents: list[str], chart_ids: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    meta: dict[str, Any] = {"width": item["width"], "height": height}
    if "text" in item:
        kind, meta["code"] = "MARKDOWN", item["text"]
    else:
        kind, (meta["uuid"], meta["sliceName"]) = "CHART", chart_ids[item["chart"]]
        meta["chartId"] = 0
    return {"id": f"{kind}-{place}", "type": kind, "children": [], "parents": parents, "meta": meta}
