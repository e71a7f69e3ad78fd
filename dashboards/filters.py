"""A dashboard's native filters, from their short form."""

from __future__ import annotations

from typing import Any

from dashboards.localise import asset_id


def native_filters(filters: list[dict[str, Any]], language: str, city_name: str) -> list[dict[str, Any]]:
    """Superset's filter configuration in one language.

    Each filter has ``name`` and either ``time: true`` or ``dataset`` and ``column``; ``single`` chooses one value and
    always has one; ``default`` is the value to begin with (``$city``: the settings' city); ``under`` names the filter
    whose choice narrows this one.
    """
    return [_filter(item, language, city_name) for item in filters]


def _filter_id(name: str) -> str:
    return "NATIVE_FILTER-" + asset_id("filter", name)[:12]


def _filter(item: dict[str, Any], language: str, city_name: str) -> dict[str, Any]:
    is_time = bool(item.get("time"))
    default = item.get("default")
    return {
        "id": _filter_id(item["id"]),
        "name": item["name"],
        "type": "NATIVE_FILTER",
        "filterType": "filter_time" if is_time else "filter_select",
        "targets": [{}] if is_time else [_target(item, language)],
        "defaultDataMask": _default(item, city_name if default == "$city" else default),
        "controlValues": {} if is_time else _controls(item),
        "cascadeParentIds": [_filter_id(item["under"])] if "under" in item else [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "description": "",
    }


def _target(item: dict[str, Any], language: str) -> dict[str, Any]:
    return {"datasetUuid": asset_id("dataset", item["dataset"], language), "column": {"name": item["column"]}}


def _controls(item: dict[str, Any]) -> dict[str, Any]:
    is_single = bool(item.get("single"))
    return {
        "multiSelect": not is_single,
        "enableEmptyFilter": is_single,
        "defaultToFirstItem": False,
        "inverseSelection": False,
        "searchAllOptions": False,
        "sortAscending": True,
    }


def _default(item: dict[str, Any], value: str | None) -> dict[str, Any]:
    if value is None:
        return {"extraFormData": {}, "filterState": {}, "ownState": {}}
    chosen = {"col": item["column"], "op": "IN", "val": [value]}
    return {
        "extraFormData": {"filters": [chosen]},
        "filterState": {"value": [value], "label": value, "validateStatus": False},
        "ownState": {},
    }
