"""A dashboard's native filters, from their short form."""

from __future__ import annotations

from typing import Any

from dashboards.localise import asset_id


def native_filters(
    names: list[str], filters: dict[str, dict[str, Any]], language: str, city_name: str
) -> list[dict[str, Any]]:
    """Superset's configuration of the filters of these names, in one language; their forms: ``filters.yaml``."""
    return [_filter(name, filters[name], language, city_name) for name in names]


def chosen_state(name: str, item: dict[str, Any], value: str) -> dict[str, Any]:
    """A filter's state with one value chosen, as a dashboard's address may carry it under ``native_filters``."""
    return {_filter_id(name): {"id": _filter_id(name), **_default(item, value)}}


def _filter_id(name: str) -> str:
    return "NATIVE_FILTER-" + asset_id("filter", name)[:12]


def _filter(name: str, item: dict[str, Any], language: str, city_name: str) -> dict[str, Any]:
    is_time = bool(item.get("time"))
    default = item.get("default")
    return {
        "id": _filter_id(name),
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
